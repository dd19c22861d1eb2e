using System.Globalization;
using ChainWatch.Replay;

namespace ChainWatch.Soaking;

/// <summary>
/// A random history of a chain, of its endpoints' faults and of the worker's restarts, which follows from a seed. While it
/// lasts nothing may be booked that was never paid; when all is well again, the ledger must equal the truth.
/// </summary>
public sealed class FaultMix
{
    private const int MaxSteps = 4;

    // Of the world's time: long for a mix, short for whoever waits for a thousand.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly List<string> _story = [];
    private readonly List<ReplayView> _left = [];
    private readonly Random _random;
    private TroubledWatch _watch = null!;
    private int _quorum;
    private ulong _highest;

    /// <summary>The history of a seed.</summary>
    public FaultMix(int seed) => _random = new Random(seed);

    /// <summary>Lives through it.</summary>
    /// <returns>What was wrong, and the whole story; null where all was right.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellation)
    {
        await using var watch = _watch = await StartAsync();
        string? wrong;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            wrong = await LiveAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            wrong = "it came to no end";
        }

        return wrong is null ? null : $"{wrong}\n  {string.Join("\n  ", _story)}";
    }

    private async Task<TroubledWatch> StartAsync()
    {
        var chain = new ReplayChain(new ReplayOptions
        {
            Seed = (ulong)_random.NextInt64(),
            Blocks = (ulong)_random.Next(5, 120),
            LogsPerBlock = _random.Next(1, 7),
            OwnPerThousand = _random.Next(20, 1_001),
        });
        var nodes = _random.Next(1, 4);
        _quorum = _random.Next(1, nodes + 1);
        _highest = chain.Now.Head;
        var options = new ReplayNodeOptions { Gzip = Chance(50), BlockTimestamps = Chance(50), HasBlockReceipts = Chance(70) };
        Tell($"{chain.Options}, {nodes} endpoints, quorum {_quorum}, {options}");

        // Whom a single endpoint's word must do finds what it keeps back of old blocks only where it looks through all of them.
        return await TroubledWatch.StartAsync(chain, nodes, _quorum, (ulong)_random.Next(5, 80), sampleEvery: _quorum == 1 ? 1UL : 0, options);
    }

    private async Task<string?> LiveAsync(CancellationToken cancellation)
    {
        for (var step = _random.Next(1, MaxSteps + 1); step > 0; step--)
        {
            GoWrong();
            GoWrongAtHome();
            for (var pass = _random.Next(1, 3); pass > 0; pass--)
            {
                var other = Chance(10) ? LockAsync() : Task.CompletedTask;
                Tell(await _watch.TryPassAsync(cancellation) ?? "a pass ends well");
                await other;
                if (_watch.Invented() is { } invented)
                {
                    return invented;
                }
            }

            Move();
        }

        // Endpoints that end below what is recorded say nothing: the chain goes on in the end.
        _watch.Chain.Mine(Math.Max(_highest, _watch.Chain.Now.Head) - _watch.Chain.Now.Head + 1);
        Tell("all is well");
        return await _watch.RecoverAsync(cancellation) ?? _watch.Difference();
    }

    private void GoWrong()
    {
        var liars = Math.Max(1, _quorum - 1);
        for (var i = 0; i < _watch.Nodes.Count; i++)
        {
            var node = new FaultyNode(_watch.Chain, _watch.Nodes[i].Faults, _random);
            node.Faults.Clear();
            var possible = Fault.All.Where(fault => fault.Kind is FaultKind.Burden or FaultKind.Trouble || (i < liars && (fault.Kind == FaultKind.Lie || _quorum > 1))).ToList();
            for (var count = _random.Next(4); count > 0; count--)
            {
                var fault = possible[_random.Next(possible.Count)];
                Tell(string.Create(CultureInfo.InvariantCulture, $"endpoint {i}: {fault.Name}"));
                fault.Begin(node);
            }
        }

        if (Chance(30))
        {
            MoveWhileRead(_watch.Nodes[_random.Next(_watch.Nodes.Count)]);
        }
    }

    private void GoWrongAtHome()
    {
        if (Chance(20))
        {
            Tell("restart");
            _watch.Restart();
        }

        if (Chance(10))
        {
            var days = _random.Next(-3_650, 3_651);
            Tell(string.Create(CultureInfo.InvariantCulture, $"the clock is set by {days} days"));
            _watch.Clock.Set(TimeSpan.FromDays(days));
        }

        if (Chance(10))
        {
            Tell("the disk is nearly full");
            _watch.FillDisk(_random.Next(8));
        }
    }

    private Task LockAsync()
    {
        Tell("another program writes in the ledger");
        return _watch.LockAsync(TimeSpan.FromMilliseconds(_random.Next(1, 20)));
    }

    private void MoveWhileRead(ReplayNode node)
    {
        var (before, at, isMoved) = (node.Faults.Troubles, _random.Next(1, 20), 0);
        var first = 0L;
        node.Faults.Troubles = request =>
        {
            Interlocked.CompareExchange(ref first, request, 0);
            if (request >= Interlocked.Read(ref first) + at && Interlocked.Exchange(ref isMoved, 1) == 0)
            {
                lock (_story)
                {
                    Move();
                }
            }

            return before?.Invoke(request);
        };
    }

    private void Move()
    {
        var now = _watch.Chain.Now;
        _highest = Math.Max(_highest, now.Head);
        var floor = _highest > TroubledWatch.Followed ? _highest - TroubledWatch.Followed : 0;
        switch (_random.Next(4))
        {
            case 0 when now.Head > floor:
                _left.Add(now);
                Moved("reorg", _watch.Chain.Reorg((ulong)_random.Next(1, (int)(now.Head - floor) + 1)));
                break;
            case 1 when _left.FindLast(left => left.Head >= floor && left.HashAt(floor) == now.HashAt(floor)) is { } left:
                _left.Add(now);
                Moved("back to a branch that was left", _watch.Chain.SwitchTo(left.Branch, left.Head));
                break;
            default:
                Moved("mined", _watch.Chain.Mine((ulong)_random.Next(1, 15)));
                break;
        }
    }

    private void Moved(string how, ReplayView now)
    {
        _highest = Math.Max(_highest, now.Head);
        Tell(string.Create(CultureInfo.InvariantCulture, $"{how}: branch {now.Branch}, head {now.Head}"));
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private void Tell(string what)
    {
        lock (_story)
        {
            _story.Add(what);
        }
    }
}
