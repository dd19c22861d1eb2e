namespace ChainWatch.Ethereum.JsonRpc;

public sealed partial class JsonRpcReader
{
    /// <inheritdoc/>
    /// <remarks>
    /// An endpoint without <c>eth_getBlockReceipts</c> is asked for each receipt of the block, and that it has none is remembered.
    /// </remarks>
    public async Task<IReadOnlyList<Receipt>?> GetBlockReceiptsAsync(Hash32 blockHash, CancellationToken cancellation = default)
    {
        if (!_hasNoBlockReceipts)
        {
            try
            {
                return await ReceiptsAtOnceAsync(blockHash, cancellation).ConfigureAwait(false);
            }
            catch (RpcException e) when (e.Failure == RpcFailure.NotSupported)
            {
                _hasNoBlockReceipts = true;
            }
        }

        return await ReceiptsOneByOneAsync(blockHash, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Receipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellation = default) =>
        AskAndCheckAsync(
            ReceiptCall(transactionHash),
            ReceiptAnswer.ReadOrNull,
            receipt => receipt is null || receipt.TransactionHash == transactionHash ? null : $"transaction {receipt.TransactionHash}",
            cancellation);

    private static RpcCall ReceiptCall(Hash32 transactionHash, Hash32? blockHash = null) =>
        new(
            "eth_getTransactionReceipt",
            json => json.WriteStringValue(transactionHash.ToString()),
            blockHash is null ? null : $"transaction {transactionHash} of block {blockHash}");

    private async Task<IReadOnlyList<Receipt>?> ReceiptsAtOnceAsync(Hash32 blockHash, CancellationToken cancellation)
    {
        var call = new RpcCall("eth_getBlockReceipts", json => json.WriteStringValue(blockHash.ToString()), $"block {blockHash}");
        var receipts = await _client.AskAsync(call, ReceiptAnswer.ReadManyOrNull, cancellation).ConfigureAwait(false);
        for (var i = 0; i < receipts?.Count; i++)
        {
            ThrowIfWrong(call, Misplaced(receipts[i], blockHash, i));
        }

        return receipts;
    }

    private async Task<IReadOnlyList<Receipt>?> ReceiptsOneByOneAsync(Hash32 blockHash, CancellationToken cancellation)
    {
        var hashes = await _client.AskAsync(BlockByHashCall(blockHash), TransactionHashesAnswer.ReadOrNull, cancellation).ConfigureAwait(false);
        if (hashes is null)
        {
            return null;
        }

        var calls = hashes.Select(hash => ReceiptCall(hash, blockHash)).ToList();
        var receipts = await _client.AskManyAsync(calls, ReceiptAnswer.ReadOrNull, cancellation).ConfigureAwait(false);
        for (var i = 0; i < receipts.Count; i++)
        {
            if (receipts[i] is not { } receipt)
            {
                // The block is there and its receipt is not: the node is writing it, or a reorg is under way.
                throw _client.Failed(calls[i], new RpcFault(RpcFailure.Retry, "the block is there, but no receipt of this transaction"));
            }

            ThrowIfWrong(calls[i], receipt.TransactionHash == hashes[i] ? null : $"transaction {receipt.TransactionHash}");
            if (receipt.BlockHash != blockHash)
            {
                throw _client.Failed(calls[i], new RpcFault(RpcFailure.Retry, $"a reorg moved the transaction to block {receipt.BlockHash}"));
            }

            ThrowIfWrong(calls[i], Misplaced(receipt, blockHash, i));
        }

        return receipts!;
    }

    private static string? Misplaced(Receipt receipt, Hash32 blockHash, int place) =>
        receipt.BlockHash != blockHash ? $"a receipt of block {receipt.BlockHash}"
        : receipt.TransactionIndex != place ? $"at place {place} the receipt of transaction {receipt.TransactionIndex}"
        : null;
}
