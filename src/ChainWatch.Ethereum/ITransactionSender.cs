using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum;

/// <summary>
/// Sending to a chain: what it takes to make a transaction that will be mined, and handing it over once it is signed. It
/// stands beside <see cref="IChainReader"/>, so that whoever only watches has nothing to send with.
/// </summary>
/// <remarks>Every method throws <see cref="RpcException"/>, as those of a reader do.</remarks>
public interface ITransactionSender
{
    /// <summary>Transactions that an account has sent: its next nonce; with <see cref="BlockTag.Pending"/> counting those that wait.</summary>
    Task<ulong> GetTransactionCountAsync(Address address, BlockTag block, CancellationToken cancellation = default);

    /// <summary>Result of a call that changes nothing, with all that a call can say of its sender and value.</summary>
    Task<byte[]> CallAsync(CallRequest request, BlockTag block, CancellationToken cancellation = default);

    /// <summary>Gas that a transaction would need on top of the given block; the endpoint's default block where null.</summary>
    Task<ulong> EstimateGasAsync(CallRequest request, BlockTag? block = null, CancellationToken cancellation = default);

    /// <summary>Fees of the <paramref name="blocks"/> blocks up to <paramref name="newest"/>, with the priority fees at these percentiles.</summary>
    Task<FeeHistory> GetFeeHistoryAsync(int blocks, BlockTag newest, IReadOnlyList<int> percentiles, CancellationToken cancellation = default);

    /// <summary>Hands a signed transaction over; its hash. Handing the same bytes over again does no harm.</summary>
    Task<Hash32> SendRawTransactionAsync(ReadOnlyMemory<byte> rawTransaction, CancellationToken cancellation = default);
}
