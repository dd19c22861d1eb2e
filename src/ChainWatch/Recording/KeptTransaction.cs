using System.Data.Common;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Ethereum.Rlp;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Watching;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>
/// The evidence for a row that no contract's log tells of: a transaction that paid the chain's own coin. It is in the block's
/// transactions, and the receipt at its place says that it succeeded, or holds the chain's own log of a call inside of it (EIP-7708).
/// </summary>
internal static class KeptTransaction
{
    private const string Kept =
        """
        SELECT CAST(h.header AS BLOB) AS header, CAST(t.nodes AS BLOB) AS way, CAST(r.nodes AS BLOB) AS receipt
        FROM block_header h
        JOIN transaction_proof t ON t.chain_id = h.chain_id AND t.block_hash = h.block_hash AND t.transaction_index = @index
        JOIN receipt_proof r ON r.chain_id = h.chain_id AND r.block_hash = h.block_hash AND r.transaction_index = @index
        WHERE h.chain_id = @ChainId AND h.block_hash = @BlockHash
        """;

    public static KeptEvidence Check(DbConnection connection, ProvableRow row)
    {
        var index = CoinTransfer.TransactionOf(row.LogIndex);
        var kept = connection.QueryFirstOrDefault<Row>(Kept, new { index, row.ChainId, row.BlockHash });
        if (kept is null)
        {
            return new KeptEvidence(null, null, [], null, Refuted("no evidence of it is kept"));
        }

        var nothing = new KeptEvidence(null, index, [], null, default);
        try
        {
            nothing = nothing with { Nodes = ProofRows.Unpack(kept.Way), Header = HeaderRlp.Decode(kept.Header) };
            var encoded = new TransactionProof { Header = kept.Header, Index = index, Nodes = nothing.Nodes }.Verify(row.BlockHash);
            var receipt = new ReceiptProof { Header = kept.Header, Index = index, Nodes = ProofRows.Unpack(kept.Receipt) }.Verify(row.BlockHash);
            var transaction = Transaction.Decode(encoded);
            return Misplaced(row, nothing.Header, encoded) is { } misplaced ? nothing with { Verdict = misplaced }
                : row.Part == 0 ? nothing with { Verdict = Judge(row, transaction, receipt.Succeeded) }
                : Logged(row, nothing with { Nodes = ProofRows.Unpack(kept.Receipt) }, transaction, receipt.Logs);
        }
        catch (Exception broken) when (broken is ProofException or RlpException or TransactionException)
        {
            return nothing with { Verdict = Refuted(broken.Message) };
        }
    }

    private static Verdict? Misplaced(ProvableRow row, BlockHeader header, ReadOnlyMemory<byte> encoded) =>
        header.Number != row.BlockNumber ? Refuted($"the block's height is {header.Number}, not {row.BlockNumber}")
        : DateTimeOffset.FromUnixTimeSeconds((long)header.Timestamp) != row.OccurredAt ? Refuted($"the block's time is {header.Timestamp}, not {row.OccurredAt.ToUnixTimeSeconds()}")
        : Keccak256.Hash(encoded.Span) != row.TransactionHash ? Refuted($"the transaction there is {Keccak256.Hash(encoded.Span)}")
        : null;

    private static Verdict Judge(ProvableRow row, Transaction transaction, bool? succeeded) =>
        succeeded != true ? Refuted("the transaction's receipt does not say that it succeeded")
        : transaction.To != row.Beneficiary ? Refuted($"the transaction pays {transaction.To}, not {row.Beneficiary}")
        : row.Payer is { } payer && transaction.RecoverSender(allowHighS: true) != payer ? Refuted($"the transaction was not sent by {payer}")
        : !row.Amounts.Contains(transaction.Value) ? Refuted($"the transaction pays {transaction.Value} wei")
        : Proved(row, transaction.Value);

    private static KeptEvidence Logged(ProvableRow row, KeptEvidence evidence, Transaction transaction, IReadOnlyList<ProvenLog> logs)
    {
        var told = NativeLog.Internal(evidence.TransactionIndex!.Value, transaction.RecoverSender(allowHighS: true), transaction.To, transaction.Value, logs).ElementAtOrDefault(row.Part - 1);
        return evidence with { Log = told.Log, Verdict = told.Transfer is { } moved ? Judge(row, moved) : Refuted($"the chain logs no movement with the place {row.Part - 1} in the transaction") };
    }

    private static Verdict Judge(ProvableRow row, InternalTransfer moved) =>
        moved.To != row.Beneficiary ? Refuted($"the call pays {moved.To}, not {row.Beneficiary}")
        : row.Payer is { } payer && moved.From != payer ? Refuted($"the call pays from {moved.From}, not from {payer}")
        : !row.Amounts.Contains(moved.Value) ? Refuted($"the call pays {moved.Value} wei")
        : Proved(row, moved.Value);

    private static Verdict Proved(ProvableRow row, BigInteger wei) =>
        new(VerdictKind.Holds, $"transaction {row.TransactionHash} of block {row.BlockNumber} ({row.BlockHash}) pays {wei} wei");

    private static Verdict Refuted(string reason) => new(VerdictKind.Fails, reason);

    private sealed class Row
    {
        public byte[] Header { get; init; } = [];

        public byte[] Way { get; init; } = [];

        public byte[] Receipt { get; init; } = [];
    }
}
