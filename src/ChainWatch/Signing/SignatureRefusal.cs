namespace ChainWatch.Signing;

/// <summary>A signature that is not taken, and why.</summary>
internal static class SignatureRefusal
{
    public static ChainWatchException Of(string reason, Exception? cause = null) => new(
        Refusal.Refused,
        "signature",
        $"The signature is refused: {reason}.",
        "Let the owner sign again what is to be signed: chainwatch escrow show ID says what that is.",
        cause);

    /// <summary>Why a blob is refused, with the code that the Safe would revert with; null where the Safe would look away.</summary>
    public static ChainWatchException OfBlob(string? code, string reason) => new(
        Refusal.Refused,
        "signatures",
        $"The signatures are refused before they reach the chain: {reason}{(code is null ? "" : $" (the Safe would say {code})")}.",
        "See who has signed with: chainwatch escrow show ID");
}
