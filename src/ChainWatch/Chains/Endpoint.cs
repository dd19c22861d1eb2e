using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Chains;

/// <summary>
/// One endpoint of a chain and its health: how fast it answers, whether it rests after failures, what it is accused of.
/// It is asked for its chain id before anything else.
/// </summary>
internal sealed class Endpoint(IChainReader reader, ChainSettings settings, TimeProvider clock, ITransactionSender? sender = null)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Pace _pace = new();
    private readonly List<Accusation> _accusations = [];
    private bool _isConfirmed;
    private string? _refusal;
    private bool _isLagging;
    private int _failures;
    private string? _lastFailure;
    private TimeSpan _rest;
    private long _restedAt;
    private long? _askedAt;
    private TimeSpan? _latency;
    private ulong? _head;

    /// <summary>Its address without credentials.</summary>
    public string Name => reader.Endpoint;

    /// <summary>How it stands now.</summary>
    public EndpointStatus Status
    {
        get
        {
            lock (_lock)
            {
                var (state, reason) = _refusal is not null ? (EndpointState.Refused, _refusal)
                    : _accusations.Count > 0 ? (EndpointState.Contradicting, _accusations[0].Message)
                    : _failures > 0 ? (EndpointState.Resting, _lastFailure)
                    : _isLagging ? (EndpointState.Lagging, "its head is behind what is recorded")
                    : (EndpointState.Ok, null);
                return new EndpointStatus(Name, state, (long?)_latency?.TotalMilliseconds, _head, reason, [.. _accusations]);
            }
        }
    }

    /// <summary>How much longer it should not be asked after its failures; nothing where it need not rest. A clock that is set back prolongs no rest.</summary>
    public TimeSpan RestLeft
    {
        get
        {
            lock (_lock)
            {
                var left = _rest - clock.GetElapsedTime(_restedAt);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Whether it should be asked for its head: it need not rest, and nobody asked it anything for a while, or it failed when they did.</summary>
    public bool IsDueALook()
    {
        lock (_lock)
        {
            return _refusal is null && RestLeft == TimeSpan.Zero && (_failures > 0 || _askedAt is not { } at || clock.GetElapsedTime(at) >= LongestUnseen);
        }
    }

    /// <summary>Asks it.</summary>
    /// <exception cref="RpcException">It failed, or serves another chain.</exception>
    public async Task<T> AskAsync<T>(Func<IChainReader, Task<T>> question, CancellationToken cancellation)
    {
        await _pace.EnterAsync(cancellation);
        try
        {
            Asked();
            await ConfirmAsync(cancellation);
            var asked = clock.GetTimestamp();
            var answer = await question(reader);
            Succeeded(clock.GetElapsedTime(asked));
            return answer;
        }
        catch (RpcException failed) when (failed.Failure == RpcFailure.Retry)
        {
            Failed(failed);
            throw;
        }
        finally
        {
            _pace.Leave();
        }
    }

    /// <summary>Asks it something about sending.</summary>
    /// <exception cref="RpcException">It failed, or serves another chain.</exception>
    public Task<T> PrepareAsync<T>(Func<ITransactionSender, Task<T>> question, CancellationToken cancellation)
    {
        var sending = sender ?? throw new InvalidOperationException($"{settings.Name} was opened to be read only.");
        return AskAsync(_ => question(sending), cancellation);
    }

    /// <summary>Notes its newest block, and whether that is behind what is recorded, in which case it is set aside.</summary>
    public void Saw(ulong head, ulong? recorded)
    {
        lock (_lock)
        {
            (_head, _isLagging) = (head, head < recorded);
        }
    }

    /// <summary>Accuses it, once of each thing.</summary>
    public void Accuse(Accusation accusation)
    {
        lock (_lock)
        {
            if (!_accusations.Any(made => made.Kind == accusation.Kind))
            {
                _accusations.Add(accusation);
            }
        }
    }

    /// <summary>Lets it rest: the longer, the more often it has failed in a row, and as long as it asks for.</summary>
    public void LetRest(string reason, TimeSpan? asked)
    {
        lock (_lock)
        {
            var rest = FirstRest * Math.Pow(2, Math.Min(_failures++, 10));
            rest = asked > rest ? asked.Value : rest;
            (_rest, _restedAt) = (rest < LongestRest ? rest : LongestRest, clock.GetTimestamp());
            _lastFailure = reason;
        }
    }

    /// <summary>Takes an accusation back.</summary>
    public void Forgive(string kind)
    {
        lock (_lock)
        {
            _accusations.RemoveAll(made => made.Kind == kind);
        }
    }

    /// <summary>Accuses it of having sent what a proof refutes. The failure lets another endpoint be asked.</summary>
    public RefutedException Refute(string reason)
    {
        var message = $"{Name} sent what is not so: {reason}";
        Accuse(new Accusation(Accusation.Forged, message));
        return new RefutedException(message);
    }

    private async Task ConfirmAsync(CancellationToken cancellation)
    {
        if (_refusal is null && !_isConfirmed)
        {
            var answered = await reader.GetChainIdAsync(cancellation);
            lock (_lock)
            {
                _isConfirmed = true;
                _refusal = answered == settings.ChainId ? null : $"{settings.ChainId} is configured, but {Name} serves chain {answered}";
            }
        }

        if (_refusal is { } refusal)
        {
            throw new RpcException(RpcFailure.Final, Name, "eth_chainId", refusal);
        }
    }

    private void Asked()
    {
        lock (_lock)
        {
            _askedAt = clock.GetTimestamp();
        }
    }

    private void Succeeded(TimeSpan took)
    {
        lock (_lock)
        {
            _failures = 0;
            _lastFailure = null;
            _rest = default;
            _latency = _latency is { } before ? ((7 * before) + took) / 8 : took;
        }

        _pace.Answered();
    }

    private void Failed(RpcException failed)
    {
        LetRest(failed.Message, failed.RetryAfter);
        if (SaysTooFast(failed))
        {
            _pace.TooFast();
        }
    }

    // 429 as a status or a code, and what providers use in its place.
    private static bool SaysTooFast(RpcException failed) =>
        failed.RetryAfter is not null || failed.Code is 429 or -32005 or -32007 or -32016 or -32029 or -32090 or -32097
        || failed.Message.Contains("HTTP 429", StringComparison.Ordinal);
}

/// <summary>An endpoint's answer that a proof refutes.</summary>
internal sealed class RefutedException(string message) : Exception(message);
