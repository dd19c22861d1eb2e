namespace ChainWatch.Support.Localnet;

/// <summary>The real worker as a process of its own.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    // What comes ends the waiting at once; a machine with much else to do may take its time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);

    // To look into a ledger takes more than to see that nothing was written in it; what does not stand there may be asked about too.
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromMilliseconds(50);

    private readonly WatchFolder _folder;
    private readonly ChildProcess _process;
    private readonly CancellationToken _cancellation;

    private WorkerProcess(WatchFolder folder, CancellationToken cancellation)
    {
        _folder = folder;
        _cancellation = cancellation;
        _process = ChildProcess.Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            Path.GetDirectoryName(folder.Configuration)!,
            [Path.Combine(AppContext.BaseDirectory, "chainwatch-worker.dll"), "--config", folder.Configuration]);
    }

    /// <summary>What it has written to standard output.</summary>
    public string Output => _process.Output;

    /// <summary>What it has written to standard error.</summary>
    public string Error => _process.Error;

    /// <summary>Starts it on a folder's configuration. The calling project must reference ChainWatch.Worker.</summary>
    public static WorkerProcess Start(WatchFolder folder, CancellationToken cancellation) => new(folder, cancellation);

    /// <summary>Waits until the ledger has reached the newest block of a chain.</summary>
    public async Task CaughtUpAsync(LocalChain chain)
    {
        var head = await chain.HeadAsync();
        await UntilAsync(ledger => ledger.HasReached(chain.ChainId, head), $"block {head.Number} of chain {chain.ChainId} is recorded");
    }

    /// <summary>Waits until the ledger is as it should become.</summary>
    /// <exception cref="InvalidOperationException">The worker has ended before.</exception>
    /// <exception cref="TimeoutException">It did not come to that.</exception>
    public async Task UntilAsync(Func<LedgerFile, bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (seen, seenAt) = (_folder.Ledger.Written, started);
        while (!condition(_folder.Ledger))
        {
            if (_process.HasEnded)
            {
                throw new InvalidOperationException($"The worker ended before {what}. It said:\n{Output}\n{Error}");
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"Waited {Patience} in vain until {what}. The worker said:\n{Output}\n{Error}");
            }

            do
            {
                await Task.Delay(LookInterval, TimeProvider.System, _cancellation);
            }
            while (_folder.Ledger.Written == seen && TimeProvider.System.GetElapsedTime(seenAt) < LongestUnseen);
            (seen, seenAt) = (_folder.Ledger.Written, TimeProvider.System.GetTimestamp());
        }
    }

    /// <summary>Ends it by SIGTERM, which may take ten seconds; its exit code.</summary>
    public Task<int> StopAsync()
    {
        _process.Terminate();
        return _process.EndAsync(StopLimit, _cancellation);
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public Task<int> EndAsync() => _process.EndAsync(Patience, _cancellation);

    /// <summary>Ends it by SIGKILL.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
