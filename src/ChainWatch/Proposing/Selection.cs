using ChainWatch.Primitives;

namespace ChainWatch.Proposing;

/// <summary>Which of the outstanding dues are to be drafted.</summary>
/// <param name="Small">Also what is worth less than <c>MinimumTransfer</c>.</param>
/// <param name="HeldBack">Also what a person rejected; only a person takes that up again.</param>
/// <param name="Token">Only what is due in this token; null for every token.</param>
public sealed record Selection(bool Small = false, bool HeldBack = false, Token? Token = null)
{
    /// <summary>What the worker drafts by itself.</summary>
    public static Selection Usual { get; } = new();
}
