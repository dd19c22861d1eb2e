using System.Data.Common;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Ethereum.Rlp;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>What a row says, as far as evidence can tell whether it is so.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="BlockNumber">Height.</param>
/// <param name="BlockHash">The block.</param>
/// <param name="LogIndex">Place of the log in the block; below zero, that of a transaction (<see cref="Watching.CoinTransfer"/>).</param>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="OccurredAt">Time of the block.</param>
/// <param name="Beneficiary">The owner's wallet, which the log must name where its event names whom was paid.</param>
/// <param name="Amounts">Base units that the log must name, or that must follow from what it names; zero stands for what the row has none of, such as shares.</param>
public sealed record ProvableRow(
    ulong ChainId,
    ulong BlockNumber,
    Hash32 BlockHash,
    int LogIndex,
    Hash32 TransactionHash,
    DateTimeOffset OccurredAt,
    Address Beneficiary,
    IReadOnlyList<BigInteger> Amounts)
{
    /// <summary>Of what no contract's log tells: 0 for what the transaction itself paid, else 1 and the place of a call inside of it.</summary>
    public int Part { get; init; }

    /// <summary>Who paid: whose log it must be, or whom it must name, or who must have sent the transaction that no log tells of; null where nobody says.</summary>
    public Address? Payer { get; init; }

    /// <summary>The kind of the source that was paid by; null of a movement.</summary>
    public string? Kind { get; init; }

    /// <summary>What the amounts are in; null of a movement.</summary>
    public Token? Token { get; init; }
}

/// <summary>
/// The evidence that is kept for a row, checked again from the bytes alone: no endpoint is asked. It says that a block with
/// this hash holds a log that says this; that the block is on the chain is what the endpoints agreed on.
/// </summary>
/// <param name="Header">The block's header; null where there is none that can be read.</param>
/// <param name="TransactionIndex">Place of the receipt in the block.</param>
/// <param name="Nodes">RLP nodes from the receipts root to the receipt.</param>
/// <param name="Log">The log that they prove.</param>
/// <param name="Verdict">Whether that proves the row.</param>
public sealed record KeptEvidence(
    BlockHeader? Header, int? TransactionIndex, IReadOnlyList<ReadOnlyMemory<byte>> Nodes, ProvenLog? Log, Verdict Verdict)
{
    /// <summary>Reads and checks the evidence for a row.</summary>
    public static KeptEvidence Check(DbConnection connection, ProvableRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.LogIndex < 0)
        {
            return KeptTransaction.Check(connection, row);
        }

        var header = connection.ExecuteScalar<byte[]?>("SELECT CAST(header AS BLOB) FROM block_header WHERE chain_id = @ChainId AND block_hash = @BlockHash", row);
        var kept = connection.QueryFirstOrDefault<Kept>(
            """
            SELECT transaction_index, first_log, CAST(nodes AS BLOB) AS nodes FROM receipt_proof
            WHERE chain_id = @ChainId AND block_hash = @BlockHash AND transaction_hash = @TransactionHash
            """,
            row);
        return header is null || kept is null ? Without("no evidence of it is kept") : Check(row, header, kept);
    }

    private static KeptEvidence Check(ProvableRow row, byte[] header, Kept kept)
    {
        var nothing = Without("");
        try
        {
            nothing = nothing with { TransactionIndex = kept.TransactionIndex, Nodes = ProofRows.Unpack(kept.Nodes), Header = HeaderRlp.Decode(header) };
            var receipt = new ReceiptProof { Header = header, Index = kept.TransactionIndex, Nodes = nothing.Nodes }.Verify(row.BlockHash);
            var place = row.LogIndex - kept.FirstLog;
            var log = place >= 0 && place < receipt.Logs.Count ? receipt.Logs[place] : throw new ProofException($"receipt {kept.TransactionIndex} has no log with index {row.LogIndex}");
            return nothing with { Log = log, Verdict = Judge(row, nothing.Header, log, receipt.Logs.ElementAtOrDefault(place + 1)) };
        }
        catch (Exception broken) when (broken is ProofException or RlpException)
        {
            return nothing with { Verdict = new Verdict(VerdictKind.Fails, broken.Message) };
        }
    }

    private static Verdict Judge(ProvableRow row, BlockHeader header, ProvenLog log, ProvenLog? next) =>
        header.Number != row.BlockNumber ? Refuted($"the block's height is {header.Number}, not {row.BlockNumber}")
        : DateTimeOffset.FromUnixTimeSeconds((long)header.Timestamp) != row.OccurredAt ? Refuted($"the block's time is {header.Timestamp}, not {row.OccurredAt.ToUnixTimeSeconds()}")
        : RowInLog.WhyNot(row, log, next) is { } reason ? Refuted(reason)
        : new Verdict(VerdictKind.Holds, $"receipt of block {header.Number} ({row.BlockHash}) holds log {row.LogIndex}");

    private static Verdict Refuted(string reason) => new(VerdictKind.Fails, reason);

    private static KeptEvidence Without(string reason) => new(null, null, [], null, Refuted(reason));

    private sealed class Kept
    {
        public int TransactionIndex { get; init; }

        public int FirstLog { get; init; }

        public byte[] Nodes { get; init; } = [];
    }
}
