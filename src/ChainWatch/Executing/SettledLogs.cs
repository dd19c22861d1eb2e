using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Executing;

/// <summary>The logs of final blocks, stretch by stretch.</summary>
internal static class SettledLogs
{
    /// <summary>The logs of a filter from one block to another, both included, in chain order.</summary>
    /// <exception cref="RpcException">No endpoint has them all.</exception>
    public static async Task<IReadOnlyList<Log>> ReadAsync(Chain chain, LogFilter filter, ulong from, ulong to, CancellationToken cancellation)
    {
        var logs = new List<Log>();
        for (var next = from; next <= to; next += chain.Settings.MaxBlockRange)
        {
            var query = filter with { FromBlock = next, ToBlock = Math.Min(to, next + chain.Settings.MaxBlockRange - 1) };
            logs.AddRange(await chain.TogetherAsync(one => ReadAsync(one, query, cancellation), cancellation));
        }

        return logs;
    }

    // Who has not seen the last block answers with an empty list: the logs and that block must come from the same endpoint.
    private static async Task<IReadOnlyList<Log>> ReadAsync(Chain one, LogFilter query, CancellationToken cancellation)
    {
        var logs = await one.GetLogsAsync([query], cancellation);
        return await one.GetHeaderAsync(query.ToBlock!.Value, cancellation) is not null ? logs[0] : throw new RpcException(
            RpcFailure.Retry, one.Preferred, "eth_getLogs", $"it has no block {query.ToBlock} yet");
    }
}
