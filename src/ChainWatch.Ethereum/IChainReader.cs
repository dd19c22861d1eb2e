using System.Numerics;

namespace ChainWatch.Ethereum;

/// <summary>
/// Reading a chain: the first of the two ports that another Ethereum backend may implement (the other is
/// <c>Keys.ISigner</c>). One reader speaks to one endpoint and believes it; retries and checks are its caller's.
/// </summary>
/// <remarks>
/// Every method throws <see cref="JsonRpc.RpcException"/>, which says what failed, where, and whether to try again.
/// Lists are in the order in which they were asked for.
/// </remarks>
public interface IChainReader
{
    /// <summary>The endpoint without credentials, fit for logs and messages.</summary>
    string Endpoint { get; }

    /// <summary>EIP-155 chain id (<c>eth_chainId</c>).</summary>
    Task<ulong> GetChainIdAsync(CancellationToken cancellation = default);

    /// <summary>A header; null if the endpoint has no such block.</summary>
    Task<BlockHeader?> GetHeaderAsync(BlockTag block, CancellationToken cancellation = default);

    /// <summary>Headers of the given heights in as few round trips as the endpoint allows; null where it has no such block.</summary>
    Task<IReadOnlyList<BlockHeader?>> GetHeadersAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default);

    /// <summary>Blocks of the given heights with their transactions, in as few round trips as the endpoint allows; null where it has no such block.</summary>
    Task<IReadOnlyList<BlockTransactions?>> GetBlockTransactionsAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default);

    /// <summary>The method by which the endpoint traces the calls of a block, asked of it once; null where it traces none.</summary>
    Task<string?> GetTraceMethodAsync(CancellationToken cancellation = default);

    /// <summary>
    /// What calls inside of a block's transactions moved of the chain's coin, in order. An endpoint that traces nothing fails
    /// with <see cref="JsonRpc.RpcFailure.NotSupported"/>.
    /// </summary>
    Task<IReadOnlyList<InternalTransfer>> GetInternalTransfersAsync(BlockTransactions block, CancellationToken cancellation = default);

    /// <summary>The logs that match, in chain order.</summary>
    Task<IReadOnlyList<Log>> GetLogsAsync(LogFilter filter, CancellationToken cancellation = default);

    /// <summary>The answers to several filters, in as few round trips as the endpoint allows.</summary>
    Task<IReadOnlyList<IReadOnlyList<Log>>> GetLogsAsync(IReadOnlyList<LogFilter> filters, CancellationToken cancellation = default);

    /// <summary>All receipts of a block, in order; null if the endpoint has no such block.</summary>
    Task<IReadOnlyList<Receipt>?> GetBlockReceiptsAsync(Hash32 blockHash, CancellationToken cancellation = default);

    /// <summary>The receipt of a transaction; null while it is not mined.</summary>
    Task<Receipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellation = default);

    /// <summary>Result of a call that changes nothing (<c>eth_call</c>).</summary>
    Task<byte[]> CallAsync(Address contract, ReadOnlyMemory<byte> data, BlockTag block, CancellationToken cancellation = default);

    /// <summary>Results of several calls, each after a block of its own, in as few round trips as the endpoint allows; one that fails fails all.</summary>
    async Task<IReadOnlyList<byte[]>> CallManyAsync(IReadOnlyList<CallAt> calls, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var results = new List<byte[]>();
        foreach (var call in calls)
        {
            results.Add(await CallAsync(call.Contract, call.Data, call.Block, cancellation).ConfigureAwait(false));
        }

        return results;
    }

    /// <summary>Runtime code; empty for an account without code.</summary>
    Task<byte[]> GetCodeAsync(Address address, BlockTag block, CancellationToken cancellation = default);

    /// <summary>Balance in wei.</summary>
    Task<BigInteger> GetBalanceAsync(Address address, BlockTag block, CancellationToken cancellation = default);

    /// <summary>Several balances in wei, each after a block of its own, in as few round trips as the endpoint allows; one that fails fails all.</summary>
    async Task<IReadOnlyList<BigInteger>> GetBalancesAsync(IReadOnlyList<AccountAt> accounts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var balances = new List<BigInteger>();
        foreach (var account in accounts)
        {
            balances.Add(await GetBalanceAsync(account.Address, account.Block, cancellation).ConfigureAwait(false));
        }

        return balances;
    }

    /// <summary>One storage word.</summary>
    Task<Hash32> GetStorageAsync(Address address, Hash32 slot, BlockTag block, CancellationToken cancellation = default);
}
