using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Valuing;

/// <summary>An endpoint that answers calls as of a block, and may have forgotten the state of old ones.</summary>
internal sealed class FakeCalls : IChainReader
{
    private static readonly IReadOnlyList<AbiFunction> Functions =
        [.. ContractAbi.AggregatorV3.Functions, .. ContractAbi.Erc4626Vault.Functions.Where(function => function.Name is "asset" or "convertToAssets"), .. ContractAbi.Erc20.Functions.Where(function => function.Name is "symbol")];

    private readonly Dictionary<Address, Func<string, AbiValues, ulong, IReadOnlyList<object>?>> _contracts = [];

    public string Endpoint => "http://archive.fake";

    public ulong Head { get; set; } = 10_000;

    /// <summary>Blocks below this one have no state any more.</summary>
    public ulong ForgottenBelow { get; set; }

    /// <summary>Called before each request with how many there were; may throw.</summary>
    public Action<int>? Before { get; set; }

    public int Requests { get; private set; }

    /// <summary>A contract; null for a call that it reverts, no values where it has no code yet.</summary>
    public void Deploy(Address contract, Func<string, AbiValues, ulong, IReadOnlyList<object>?> answer) => _contracts[contract] = answer;

    public async Task<byte[]> CallAsync(Address contract, ReadOnlyMemory<byte> data, BlockTag block, CancellationToken cancellation = default)
    {
        await Task.CompletedTask;
        cancellation.ThrowIfCancellationRequested();
        Before?.Invoke(++Requests);
        if (block.Number < ForgottenBelow)
        {
            throw Some.Failure(RpcFailure.Final, "missing trie node 0123 (path ) state 0x0123 is not available, not found", "eth_call");
        }

        if (!_contracts.TryGetValue(contract, out var answer))
        {
            return [];
        }

        var function = Functions.First(known => known.Selector.SequenceEqual(data.Span[..4]));
        return answer(function.Name, function.DecodeCall(data), block.Number ?? Head) switch
        {
            null => throw Some.Failure(RpcFailure.Reverted, "execution reverted", "eth_call"),
            { Count: 0 } => [],
            var values => AbiCodec.Encode([.. function.Outputs.Select(output => output.Type)], values),
        };
    }

    public Task<ulong> GetChainIdAsync(CancellationToken cancellation = default) => Task.FromResult(31337UL);

    public Task<BlockHeader?> GetHeaderAsync(BlockTag block, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<BlockHeader?>> GetHeadersAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<BlockTransactions?>> GetBlockTransactionsAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<string?> GetTraceMethodAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<InternalTransfer>> GetInternalTransfersAsync(BlockTransactions block, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<Log>> GetLogsAsync(LogFilter filter, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<IReadOnlyList<Log>>> GetLogsAsync(IReadOnlyList<LogFilter> filters, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<Receipt>?> GetBlockReceiptsAsync(Hash32 blockHash, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<Receipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<byte[]> GetCodeAsync(Address address, BlockTag block, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<BigInteger> GetBalanceAsync(Address address, BlockTag block, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<Hash32> GetStorageAsync(Address address, Hash32 slot, BlockTag block, CancellationToken cancellation = default) => throw new NotSupportedException();
}
