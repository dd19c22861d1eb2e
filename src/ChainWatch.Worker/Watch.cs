using ChainWatch.Ethereum;
using Microsoft.Extensions.Logging;

namespace ChainWatch.Worker;

/// <summary>What the worker knows of one chain between two passes: the head that was announced, and how the last pass went.</summary>
internal sealed class Watch(WatchedChain chain, IProgress<PassProgress> progress, ILogger<Watch> log)
{
    private BlockHeader? _announced;
    private string? _trouble;
    private volatile bool _isUpToDate;

    public string Name => chain.Settings.Name;

    /// <summary>Whether heads are announced right now, so that none needs to be asked for.</summary>
    public bool HeadsAreAnnounced { get; set; }

    /// <summary>Whether a pass would find nothing that it is not told of anyway.</summary>
    public bool MayRest => _isUpToDate && HeadsAreAnnounced && _announced is null;

    /// <summary>Notes a new head. False when an earlier one still waits for its pass, which will see this one too.</summary>
    public bool Announce(BlockHeader head) => Interlocked.Exchange(ref _announced, head) is null;

    /// <summary>One pass up to the announced head, or up to the one that the endpoint has now.</summary>
    public async Task PassAsync(CancellationToken cancellation)
    {
        _isUpToDate = false;
        await chain.RunAsync(Interlocked.Exchange(ref _announced, null), progress, cancellation);
        _isUpToDate = true;
        if (Interlocked.Exchange(ref _trouble, null) is not null)
        {
            log.LogInformation("{Chain}: all is well again", Name);
        }
    }

    /// <summary>Says what went wrong, once for as long as it stays the same.</summary>
    public void Report(Exception failed)
    {
        if (Interlocked.Exchange(ref _trouble, failed.Message) == failed.Message)
        {
            return;
        }

        if (failed is ChainWatchException known)
        {
            log.LogError("{Chain}: {Message} {Hint}", Name, known.Message, known.Hint);
        }
        else
        {
            log.LogError(failed is Ethereum.JsonRpc.RpcException ? null : failed, "{Chain}: the pass ended early: {Message}", Name, failed.Message);
        }
    }
}
