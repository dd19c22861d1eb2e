using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Watching;

/// <summary>The logs that an endpoint says a stretch of blocks holds.</summary>
/// <param name="Endpoint">Its name.</param>
/// <param name="Logs">In chain order, each once.</param>
public sealed record LogsClaimed(string Endpoint, IReadOnlyList<Log> Logs);

/// <summary>Comparing logs.</summary>
public static class LogComparison
{
    /// <summary>Whether two logs stand at the same place and say the same. Their transactions' hashes are not compared: no receipt holds them.</summary>
    public static bool IsSame(this Log log, Log other) =>
        log.BlockHash == other.BlockHash && log.LogIndex == other.LogIndex && new ProvenLog(log.Address, log.Topics, log.Data).Says(other);
}
