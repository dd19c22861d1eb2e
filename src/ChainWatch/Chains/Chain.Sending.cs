using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Chains;

/// <content>Sending. Everything here may be asked again without harm: a signed transaction is the same whenever it is handed over.</content>
public sealed partial class Chain
{
    /// <summary>The receipt of a transaction; null while it is not mined.</summary>
    public Task<Receipt?> GetReceiptAsync(Hash32 transaction, CancellationToken cancellation) => FromAnyAsync(
        async endpoint =>
        {
            var receipt = await endpoint.AskAsync(reader => reader.GetReceiptAsync(transaction, cancellation), cancellation);
            return receipt is null || receipt.TransactionHash == transaction
                ? receipt
                : throw Senseless(endpoint, "eth_getTransactionReceipt", $"the receipt of {receipt.TransactionHash} was sent for {transaction}");
        },
        cancellation);

    /// <summary>How many transactions of an account were mined up to a block; with <see cref="BlockTag.Pending"/> also those that wait.</summary>
    public Task<ulong> GetTransactionCountAsync(Address account, BlockTag block, CancellationToken cancellation) =>
        PrepareAsync(sender => sender.GetTransactionCountAsync(account, block, cancellation), cancellation);

    /// <summary>What a transaction would return at the head.</summary>
    public Task<byte[]> SimulateAsync(CallRequest request, CancellationToken cancellation) =>
        PrepareAsync(sender => sender.CallAsync(request, BlockTag.Latest, cancellation), cancellation);

    /// <summary>Gas that a transaction would need at the head.</summary>
    public Task<ulong> EstimateGasAsync(CallRequest request, CancellationToken cancellation) =>
        PrepareAsync(sender => sender.EstimateGasAsync(request, BlockTag.Latest, cancellation), cancellation);

    /// <summary>What the newest blocks paid for gas, with the priority fee at one percentile.</summary>
    public Task<FeeHistory> GetFeeHistoryAsync(int blocks, int percentile, CancellationToken cancellation) =>
        PrepareAsync(sender => sender.GetFeeHistoryAsync(blocks, BlockTag.Latest, [percentile], cancellation), cancellation);

    /// <summary>Hands a signed transaction over. Whatever is answered, only a receipt says what became of it.</summary>
    /// <returns>What the answer means, and its words where it is not plainly yes.</returns>
    public async Task<(SendAnswer Answer, string? Said)> SendAsync(ReadOnlyMemory<byte> raw, Hash32 hash, CancellationToken cancellation)
    {
        try
        {
            var (answered, by) = await FromAnyAsync(
                async endpoint => (await endpoint.PrepareAsync(sender => sender.SendRawTransactionAsync(raw, cancellation), cancellation), endpoint.Name), cancellation);
            return answered == hash ? (SendAnswer.Taken, null) : (SendAnswer.Unknown, $"{by} calls the transaction {answered}, and it is {hash}");
        }
        catch (RpcException failed)
        {
            return (SendAnswers.Sort(failed), failed.Message);
        }
    }

    private Task<T> PrepareAsync<T>(Func<ITransactionSender, Task<T>> question, CancellationToken cancellation) =>
        FromAnyAsync(endpoint => endpoint.PrepareAsync(question, cancellation), cancellation);
}
