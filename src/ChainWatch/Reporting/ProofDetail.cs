using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recording;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>The header's part of the evidence.</summary>
public sealed record HeaderItem(ulong Number, string Hash, string ParentHash, DateTimeOffset Time, string ReceiptsRoot, string TransactionsRoot, string StateRoot);

/// <summary>The log that the evidence proves.</summary>
public sealed record LogItem(string Address, IReadOnlyList<string> Topics, string Data);

/// <summary>What proves this payment? Checked again as it is read, from the ledger's bytes alone.</summary>
/// <param name="Holds">Whether the evidence proves the payment.</param>
/// <param name="Verdict">What the check found.</param>
/// <param name="Header">The block's header.</param>
/// <param name="TransactionIndex">Place of the receipt, and of its transaction, in the block.</param>
/// <param name="Nodes">The way from the receipts root to the receipt, or where there is no log, from the transactions root to the transaction: RLP nodes, hex.</param>
/// <param name="Log">The log at the payment's place; null where a transaction paid that no log tells of.</param>
public sealed record ProofDetail(bool Holds, string Verdict, HeaderItem? Header, int? TransactionIndex, IReadOnlyList<string> Nodes, LogItem? Log)
{
    /// <summary>The evidence for one payment; null where none is claimed, since its <c>proof</c> is not <c>verified</c>.</summary>
    public static ProofDetail? Read(Ledger ledger, long incomeId) => ledger.Read(connection =>
    {
        var row = connection.QueryFirstOrDefault<Row>("SELECT * FROM income WHERE id = @incomeId AND proof = 'verified'", new { incomeId });
        return row is null ? null : Of(KeptEvidence.Check(connection, row.ToProvable()));
    });

    private static ProofDetail Of(KeptEvidence kept) => new(
        kept.Verdict.Holds,
        kept.Verdict.Reason,
        kept.Header is { } header
            ? new HeaderItem(
                header.Number,
                header.Hash.ToString(),
                header.ParentHash.ToString(),
                DateTimeOffset.FromUnixTimeSeconds((long)header.Timestamp),
                header.ReceiptsRoot.ToString(),
                header.TransactionsRoot.ToString(),
                header.StateRoot.ToString())
            : null,
        kept.TransactionIndex,
        [.. kept.Nodes.Select(node => Hex.Encode(node.Span))],
        kept.Log is { } log ? new LogItem(log.Address.ToString(), [.. log.Topics.Select(topic => topic.ToString())], Hex.Encode(log.Data.Span)) : null);

    private sealed class Row
    {
        public ulong ChainId { get; init; }

        public ulong BlockNumber { get; init; }

        public Hash32 BlockHash { get; init; }

        public int LogIndex { get; init; }

        public int Part { get; init; }

        public Hash32 TransactionHash { get; init; }

        public DateTimeOffset OccurredAt { get; init; }

        public Address Beneficiary { get; init; }

        public string Kind { get; init; } = "";

        public Address? Payer { get; init; }

        public Token Token { get; init; }

        public BigInteger Amount { get; init; }

        public BigInteger? Claimed { get; init; }

        public ProvableRow ToProvable() => new(ChainId, BlockNumber, BlockHash, LogIndex, TransactionHash, OccurredAt, Beneficiary, [Claimed ?? Amount])
        {
            Part = Part,
            Payer = Payer,
            Kind = Kind,
            Token = Token,
        };
    }
}
