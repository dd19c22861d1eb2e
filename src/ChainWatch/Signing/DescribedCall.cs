using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>How careful an owner must be with a call.</summary>
public enum CallRisk
{
    /// <summary>Its words say all that it does.</summary>
    None,

    /// <summary>What it does is not known here.</summary>
    Unknown,

    /// <summary>It can cost more than it moves: it changes who rules the Safe, hands out its power, or loses money.</summary>
    Dangerous,
}

/// <summary>One thing that a transaction does, in words.</summary>
/// <param name="Text">The words, fit for a terminal.</param>
/// <param name="Risk">How careful to be.</param>
/// <param name="Outflow">What leaves the Safe by it, where that is known; null where nothing does or it is not known.</param>
public sealed record DescribedCall(string Text, CallRisk Risk = CallRisk.None, Transfer? Outflow = null)
{
    /// <summary>The words, with a warning before them where one is due.</summary>
    public override string ToString() => Risk switch
    {
        CallRisk.Dangerous => $"DANGEROUS: {Text}",
        CallRisk.Unknown => $"NOT UNDERSTOOD: {Text}",
        _ => Text,
    };
}
