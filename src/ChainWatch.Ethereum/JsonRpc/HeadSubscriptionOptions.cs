namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>What a <see cref="HeadSubscription"/> is doing.</summary>
public enum HeadSubscriptionState
{
    /// <summary>Not read, or connecting for the first time.</summary>
    Connecting,

    /// <summary>Subscribed: heads arrive as the endpoint sees them.</summary>
    Live,

    /// <summary>Cut off or stalled, and on its way back: its owner should ask for heads by itself.</summary>
    Lost,
}

/// <summary>Limits of a <see cref="HeadSubscription"/>.</summary>
public sealed record HeadSubscriptionOptions
{
    /// <summary>Time to connect and subscribe; 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest silence between heads before the connection counts as dead; 2 minutes. More on a slow chain.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time between pings; 15 seconds.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a ping may stay unanswered; 15 seconds.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Wait before the first attempt to come back; it doubles with each that fails. 1 second.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts; 1 minute. Each wait is between half of its length and the whole, at random.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Largest message that is read, in bytes; 1 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>Heads kept for a reader that is busy; the oldest are dropped first, since the newest is what matters. 64.</summary>
    public int MaxWaitingHeads { get; init; } = 64;

    /// <summary>Headers sent when connecting, for example <c>Authorization</c>. Their values never reach a message.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Told each change of state, and why the connection was lost (fit for a log). Called on the subscription's own thread:
    /// what it throws ends the subscription.
    /// </summary>
    public Action<HeadSubscriptionState, string?>? StateChanged { get; init; }
}
