using ChainWatch.Ethereum;

namespace ChainWatch.Primitives;

/// <summary>
/// Where something happened, which is its identity: block hash and log index, and the part of that log where one log
/// says several things. Scanning the same block twice finds the same positions.
/// </summary>
/// <param name="BlockNumber">Height; implied by the hash, kept beside it so that indexes follow the chain's order.</param>
/// <param name="BlockHash">The block.</param>
/// <param name="LogIndex">Place of the log in the block; below zero for what no log tells of: -1 less the transaction's index, or the least number for what accrued.</param>
/// <param name="Part">Place within the log; 0 where a log says one thing.</param>
/// <param name="TransactionHash">The transaction, for people to look up.</param>
/// <param name="OccurredAt">The block's time.</param>
public readonly record struct LogPosition(
    ulong BlockNumber, Hash32 BlockHash, int LogIndex, int Part, Hash32 TransactionHash, DateTimeOffset OccurredAt);
