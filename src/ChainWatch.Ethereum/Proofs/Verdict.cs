namespace ChainWatch.Ethereum.Proofs;

/// <summary>What checking a claim found.</summary>
public enum VerdictKind
{
    /// <summary>Not told, for want of data or of knowledge: neither proved nor refuted.</summary>
    CannotTell,

    /// <summary>Proved.</summary>
    Holds,

    /// <summary>Refuted: the data contradict one another.</summary>
    Fails,
}

/// <summary>A finding and its reason, fit for a message to the owner.</summary>
public readonly record struct Verdict(VerdictKind Kind, string Reason)
{
    /// <summary>Whether the claim is proved.</summary>
    public bool Holds => Kind == VerdictKind.Holds;

    internal static Verdict Proved(string reason) => new(VerdictKind.Holds, reason);

    internal static Verdict Refuted(string reason) => new(VerdictKind.Fails, reason);

    internal static Verdict Open(string reason) => new(VerdictKind.CannotTell, reason);
}
