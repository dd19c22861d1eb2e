using ChainWatch.Ethereum;
using Microsoft.Extensions.Logging;

namespace ChainWatch.Worker;

/// <summary>What the worker knows of one chain between two passes: the head that was announced, and how the last pass went.</summary>
internal sealed class Watch(WatchedChain chain, IProgress<PassProgress> progress, ILogger<Watch> log)
{
    private BlockHeader? _announced;
    private string? _trouble;
    private volatile bool _isListening;
    private volatile int _looksWanted = 1;
    private volatile int _looksDone;

    public string Name => chain.Settings.Name;

    /// <summary>Whether a pass would find nothing that it is not told of anyway.</summary>
    public bool MayRest => _isListening && _looksDone == _looksWanted && _announced is null;

    /// <summary>Notes whether heads are announced now. Those that came before are not announced again: one look is wanted.</summary>
    public void Listen(bool isListening)
    {
        Interlocked.Increment(ref _looksWanted);
        _isListening = isListening;
    }

    /// <summary>Notes a new head. False when an earlier one still waits for its pass, which will see this one too.</summary>
    public bool Announce(BlockHeader head) => Interlocked.Exchange(ref _announced, head) is null;

    /// <summary>One pass up to the announced head, or up to the one that the endpoint has now.</summary>
    public async Task PassAsync(CancellationToken cancellation)
    {
        var looks = _looksWanted;
        _looksDone = 0;
        await chain.RunAsync(Interlocked.Exchange(ref _announced, null), progress, cancellation);
        _looksDone = looks;
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
