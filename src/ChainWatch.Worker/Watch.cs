using ChainWatch.Ethereum;
using ChainWatch.Worker.Keeping;
using Microsoft.Extensions.Logging;

namespace ChainWatch.Worker;

/// <summary>What the worker knows of one chain between two passes: the head that was announced, and whether a look is wanted.</summary>
internal sealed class Watch
{
    private readonly WatchedChain _chain;
    private readonly IProgress<PassProgress> _progress;
    private readonly GuardedPass _recording;
    private readonly GuardedPass _dues;
    private readonly GuardedPass? _keeping;
    private BlockHeader? _announced;
    private volatile bool _isListening;
    private volatile int _looksWanted = 1;
    private volatile int _looksDone;

    public Watch(WatchedChain chain, IProgress<PassProgress> progress, Keeper? keeper, ILogger<Watch> log)
    {
        _chain = chain;
        _progress = progress;
        _recording = new GuardedPass(chain.Settings.Name, LookAsync, log);
        _dues = new GuardedPass($"{chain.Settings.Name}, dues", chain.WorkOutDuesAsync, log);
        _keeping = keeper is null ? null : new GuardedPass($"{chain.Settings.Name}, keeper", cancellation => keeper.RunAsync(chain.Settings.Name, cancellation), log);
    }

    /// <summary>Notes whether heads are announced now. Those that came before are not announced again: one look is wanted.</summary>
    public void Listen(bool isListening)
    {
        Interlocked.Increment(ref _looksWanted);
        _isListening = isListening;
    }

    /// <summary>Notes a new head. False when an earlier one still waits for its pass, which will see this one too.</summary>
    public bool Announce(BlockHeader head) => Interlocked.Exchange(ref _announced, head) is null;

    /// <summary>Records up to the announced head, or up to the one that the endpoint has now; rests where neither can bring anything new.</summary>
    public Task RecordAsync(CancellationToken cancellation) =>
        _isListening && _looksDone == _looksWanted && _announced is null ? Task.CompletedTask : _recording.RunAsync(cancellation);

    /// <summary>Works out what is due of what became final; then the keeper, where there is one, sends what there is to send.</summary>
    public async Task WorkOutDuesAsync(CancellationToken cancellation)
    {
        await _dues.RunAsync(cancellation);
        await (_keeping?.RunAsync(cancellation) ?? Task.CompletedTask);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var looks = _looksWanted;
        _looksDone = 0;
        await _chain.RecordAsync(Interlocked.Exchange(ref _announced, null), _progress, cancellation);
        _looksDone = looks;
    }
}
