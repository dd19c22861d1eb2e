using System.Numerics;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Ethereum.JsonRpc;

public sealed partial class JsonRpcReader
{
    /// <summary>Number of the newest block (<c>eth_blockNumber</c>).</summary>
    public Task<ulong> GetBlockNumberAsync(CancellationToken cancellation = default) =>
        _client.AskAsync(RpcCall.Of("eth_blockNumber"), ReadQuantity, cancellation);

    /// <summary>Transactions that an account has sent: its next nonce; with <see cref="BlockTag.Pending"/> counting those that wait.</summary>
    public Task<ulong> GetTransactionCountAsync(Address address, BlockTag block, CancellationToken cancellation = default) =>
        _client.AskAsync(OfAccount("eth_getTransactionCount", address, block), ReadQuantity, cancellation);

    /// <summary>Hands a signed transaction to the endpoint, which answers with its hash.</summary>
    /// <remarks>
    /// A time-out says nothing of what became of the transaction: look for its receipt, and send the same bytes again.
    /// "already known" is an error of the endpoint and no harm.
    /// </remarks>
    public Task<Hash32> SendRawTransactionAsync(ReadOnlyMemory<byte> rawTransaction, CancellationToken cancellation = default) =>
        _client.AskAsync(new RpcCall("eth_sendRawTransaction", json => json.WriteStringValue(Hex.Encode(rawTransaction.Span))), ReadHash, cancellation);

    /// <summary>Gas that a transaction would need on top of the given block; the endpoint's default block where null.</summary>
    public Task<ulong> EstimateGasAsync(CallRequest request, BlockTag? block = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _client.AskAsync(
            new RpcCall(
                "eth_estimateGas",
                json =>
                {
                    request.Write(json);
                    if (block is { } named)
                    {
                        json.WriteStringValue(named.ToString());
                    }
                },
                block is null ? null : About(block.Value)),
            ReadQuantity,
            cancellation);
    }

    /// <summary>What the endpoint thinks a transaction should pay per gas, in wei.</summary>
    public Task<BigInteger> GetGasPriceAsync(CancellationToken cancellation = default) =>
        _client.AskAsync(RpcCall.Of("eth_gasPrice"), ReadBigQuantity, cancellation);

    /// <summary>What the endpoint thinks a block's builder should get per gas, in wei (EIP-1559).</summary>
    public Task<BigInteger> GetMaxPriorityFeePerGasAsync(CancellationToken cancellation = default) =>
        _client.AskAsync(RpcCall.Of("eth_maxPriorityFeePerGas"), ReadBigQuantity, cancellation);

    /// <summary>Fees of the blocks up to <paramref name="newest"/>.</summary>
    /// <param name="blocks">How many blocks: 1 to 1024.</param>
    /// <param name="newest">The last block.</param>
    /// <param name="percentiles">At which percentiles (0 to 100, rising) of each block's gas the priority fee is wanted; may be empty.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task<FeeHistory> GetFeeHistoryAsync(
        int blocks, BlockTag newest, IReadOnlyList<int> percentiles, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentNullException.ThrowIfNull(percentiles);
        return _client.AskAsync(
            new RpcCall(
                "eth_feeHistory",
                json =>
                {
                    json.WriteStringValue(RpcParameters.Quantity(blocks));
                    json.WriteStringValue(newest.ToString());
                    json.WriteStartArray();
                    foreach (var percentile in percentiles)
                    {
                        json.WriteNumberValue(percentile);
                    }

                    json.WriteEndArray();
                },
                About(newest)),
            FeeHistoryAnswer.Read,
            cancellation);
    }

    /// <summary>An account and words of its storage with their proofs (EIP-1186); a claim until the proof is checked.</summary>
    public Task<AccountProof> GetProofAsync(
        Address address, IReadOnlyList<Hash32> slots, BlockTag block, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slots);
        return AskAndCheckAsync(
            new RpcCall(
                "eth_getProof",
                json =>
                {
                    WriteAddress(json, address);
                    json.WriteStartArray();
                    foreach (var slot in slots)
                    {
                        json.WriteStringValue(slot.ToString());
                    }

                    json.WriteEndArray();
                    json.WriteStringValue(block.ToString());
                },
                About(block)),
            AccountProofAnswer.Read,
            proof => proof.Address != address ? $"account {proof.Address}"
                : !proof.Storage.Select(word => word.Slot).SequenceEqual(slots) ? "other slots"
                : null,
            cancellation);
    }
}
