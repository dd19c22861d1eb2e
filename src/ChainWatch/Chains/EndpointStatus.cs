namespace ChainWatch.Chains;

/// <summary>How an endpoint stands.</summary>
public enum EndpointState
{
    /// <summary>It answers.</summary>
    Ok,

    /// <summary>It failed: it is asked again after a while.</summary>
    Resting,

    /// <summary>Its head is behind what is recorded: it knows nothing that the ledger does not.</summary>
    Lagging,

    /// <summary>It said what is not so: it is asked for nothing that is booked.</summary>
    Contradicting,

    /// <summary>It serves another chain: it is not asked at all.</summary>
    Refused,
}

/// <summary>What an endpoint is accused of. It stays accused until a person acknowledges the alert, or, of a branch, until it agrees again.</summary>
/// <param name="Kind">One of the constants here; the alert's key begins with it.</param>
/// <param name="Message">What it did, naming it.</param>
/// <param name="Block">The height at which it stands alone with its branch; null where a branch is not the matter.</param>
public sealed record Accusation(string Kind, string Message, ulong? Block = null)
{
    /// <summary>It names another block than enough others do.</summary>
    public const string OtherBranch = "quorum";

    /// <summary>It sent what a proof refutes.</summary>
    public const string Forged = "forged";

    /// <summary>It kept back a log that is there.</summary>
    public const string Withheld = "withheld";
}

/// <summary>An endpoint as people see it.</summary>
/// <param name="Name">Its address without credentials.</param>
/// <param name="State">How it stands.</param>
/// <param name="LatencyMs">Milliseconds that an answer takes, a moving average; null before the first one.</param>
/// <param name="Head">The newest block that it was seen to have.</param>
/// <param name="Reason">Why it is not <see cref="EndpointState.Ok"/>.</param>
/// <param name="Accusations">What it is accused of.</param>
public sealed record EndpointStatus(
    string Name, EndpointState State, long? LatencyMs, ulong? Head, string? Reason, IReadOnlyList<Accusation> Accusations);
