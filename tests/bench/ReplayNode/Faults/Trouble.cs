namespace ChainWatch.Replay.Faults;

/// <summary>What goes wrong with one HTTP answer.</summary>
public sealed record Trouble
{
    /// <summary>HTTP status that is answered without a body; null for an answer.</summary>
    public int? Status { get; init; }

    /// <summary>Seconds in a <c>Retry-After</c> header, with <see cref="Status"/>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>JSON-RPC error that is answered to every call.</summary>
    public (int Code, string Message)? Error { get; init; }

    /// <summary>Bytes of the body after which it ends; null to send it whole.</summary>
    public int? EndsAfter { get; init; }

    /// <summary>Whether the connection is cut where the body ends, or closed as though that were all of it.</summary>
    public bool IsCut { get; init; }

    /// <summary>A pause before each of ten parts of the body.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>429, with or without a word on when to come again.</summary>
    public static Trouble TooManyRequests(int? retryAfter = null) => new() { Status = 429, RetryAfter = retryAfter };

    /// <summary>The JSON-RPC error for a limit that was exceeded (EIP-1474).</summary>
    public static Trouble LimitExceeded { get; } = new() { Error = (-32005, "request rate exceeded") };

    /// <summary>A connection cut within the body.</summary>
    public static Trouble Cut(int after = 40) => new() { EndsAfter = after, IsCut = true };

    /// <summary>A body that ends too early, as though it were whole.</summary>
    public static Trouble Truncated(int after = 40) => new() { EndsAfter = after };

    /// <summary>A body that comes in drips.</summary>
    public static Trouble Slow(TimeSpan pause) => new() { Pause = pause };
}
