namespace ChainWatch.Ethereum.Proofs;

/// <summary>Whether a log really is in a block.</summary>
public static class LogInclusion
{
    /// <summary>
    /// Whether <paramref name="log"/> stands where it says in the block of <paramref name="header"/>: the header hashes to its hash,
    /// the receipts have its receipts root, and the receipt at the log's transaction index has the log at its log index.
    /// </summary>
    /// <remarks>
    /// What holds is as good as the header's hash, which is to be had from elsewhere (a quorum of endpoints). The log's transaction
    /// hash, its timestamp and <see cref="Log.Removed"/> are not in a receipt: the hash is compared with the receipt's, which is
    /// a claim too, and the time with the header's, which is proved.
    /// </remarks>
    public static Verdict Verify(BlockHeader header, IReadOnlyList<Receipt> receipts, Log log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Verify(header, receipts, [log])[0];
    }

    /// <summary>The same for several logs of one block, whose header and receipts are checked once.</summary>
    /// <inheritdoc cref="Verify(BlockHeader, IReadOnlyList{Receipt}, Log)"/>
    public static IReadOnlyList<Verdict> Verify(BlockHeader header, IReadOnlyList<Receipt> receipts, IReadOnlyList<Log> logs)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(receipts);
        ArgumentNullException.ThrowIfNull(logs);
        var block = HeaderHash.Check(header);
        block = block.Holds ? BlockRoots.CheckReceipts(header, receipts) : block;
        return [.. logs.Select(log => block.Holds ? Find(header, receipts, log) : block)];
    }

    private static Verdict Find(BlockHeader header, IReadOnlyList<Receipt> receipts, Log log)
    {
        if (log.BlockHash != header.Hash || log.BlockNumber != header.Number)
        {
            return Verdict.Refuted($"the log names block {log.BlockNumber} {log.BlockHash}, the header is that of {header.Number} {header.Hash}");
        }

        if (log.BlockTimestamp is { } time && time != header.Timestamp)
        {
            return Verdict.Refuted($"the log names the time {time}, its block has {header.Timestamp}");
        }

        if (log.TransactionIndex < 0 || log.TransactionIndex >= receipts.Count)
        {
            return Verdict.Refuted($"the log names transaction {log.TransactionIndex}, the block has {receipts.Count}");
        }

        var receipt = receipts[log.TransactionIndex];
        // A log's index counts through the whole block.
        var place = (long)log.LogIndex - receipts.Take(log.TransactionIndex).Sum(before => (long)before.Logs.Count);
        return place < 0 || place >= receipt.Logs.Count ? Verdict.Refuted($"transaction {log.TransactionIndex} has no log with index {log.LogIndex}")
            : receipt.TransactionHash != log.TransactionHash ? Verdict.Refuted($"the log names transaction {log.TransactionHash}, its receipt {receipt.TransactionHash}")
            : !Says(receipt.Logs[(int)place], log) ? Verdict.Refuted($"the log with index {log.LogIndex} has other contents")
            : Verdict.Proved($"log {log.LogIndex} is in block {header.Number} {header.Hash}");
    }

    private static bool Says(Log proved, Log log) => new ProvenLog(proved.Address, proved.Topics, proved.Data).Says(log);
}
