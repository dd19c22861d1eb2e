using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Chains;

/// <content>The chain's own coin, which moves without a log.</content>
public sealed partial class Chain
{
    /// <summary>
    /// The blocks of these heights with their transactions; null where the endpoint has no such block. Where blocks are proved,
    /// these are all transactions of blocks that have these hashes, unless one is of a type that cannot be encoded.
    /// </summary>
    public Task<IReadOnlyList<BlockTransactions?>> GetBlockTransactionsAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation) => FromAnyAsync(
        async endpoint =>
        {
            var blocks = await BlocksOfAsync(endpoint, numbers, cancellation);
            foreach (var block in blocks.OfType<BlockTransactions>().Where(block => IsToBeProved(block.Header)))
            {
                if (BlockRoots.CheckTransactions(block.Header, block.Transactions) is { Kind: VerdictKind.Fails } verdict)
                {
                    throw endpoint.Refute(verdict.Reason);
                }
            }

            return blocks;
        },
        cancellation);

    /// <summary>
    /// A block with its transactions, as an endpoint tells them; null where it has no such block. That they are the block's is not
    /// proved: some chains show transactions among them that their header does not count.
    /// </summary>
    public Task<BlockTransactions?> GetBlockAsToldAsync(ulong number, CancellationToken cancellation) =>
        FromAnyAsync(async endpoint => (await BlocksOfAsync(endpoint, [number], cancellation))[0], cancellation);

    /// <summary>What calls inside of a block's transactions moved of the coin; null where the endpoint cannot trace this block.</summary>
    public Task<IReadOnlyList<InternalTransfer>?> GetInternalTransfersAsync(BlockTransactions block, CancellationToken cancellation) => FromAnyAsync(
        async endpoint =>
        {
            try
            {
                return (IReadOnlyList<InternalTransfer>?)await endpoint.AskAsync(reader => reader.GetInternalTransfersAsync(block, cancellation), cancellation);
            }
            catch (RpcException cannot) when (cannot.Failure is RpcFailure.NotSupported or RpcFailure.RangeTooLarge or RpcFailure.Final)
            {
                // It has no such method, or not the state of so old a block, or more to say than fits: it can tell the rest all the same.
                return null;
            }
        },
        cancellation);

    /// <summary>By which method each endpoint traces calls; null for one that traces none. Those that cannot be asked now are left out.</summary>
    public async Task<IReadOnlyList<(string Endpoint, string? Method)>> GetTraceMethodsAsync(CancellationToken cancellation)
    {
        var methods = new List<(string, string?)>();
        foreach (var endpoint in _pool.All)
        {
            try
            {
                methods.Add((endpoint.Name, await endpoint.AskAsync(reader => reader.GetTraceMethodAsync(cancellation), cancellation)));
            }
            catch (RpcException)
            {
                // How it stands is told of the endpoint itself.
            }
        }

        return methods;
    }

    /// <summary>Whether the header's hash is to be held against what the block holds, and can be.</summary>
    internal bool IsToBeProved(BlockHeader header) => Settings.Verify == Verify.Receipts && HeaderHash.Check(header).Holds;

    private async Task<IReadOnlyList<BlockTransactions?>> BlocksOfAsync(Endpoint endpoint, IReadOnlyList<ulong> numbers, CancellationToken cancellation)
    {
        var blocks = await endpoint.AskAsync(reader => reader.GetBlockTransactionsAsync(numbers, cancellation), cancellation);
        foreach (var (block, number) in blocks.Zip(numbers))
        {
            if (block is not null && Checked(endpoint, block.Header)!.Number != number)
            {
                throw Senseless(endpoint, "eth_getBlockByNumber", $"block {block.Header.Number} was sent for block {number}");
            }
        }

        return blocks;
    }

    /// <summary>Accuses the endpoint that is asked, of a chain that <see cref="TogetherAsync"/> gave.</summary>
    internal RefutedException Refute(string reason) => _pool.All[0].Refute(reason);
}
