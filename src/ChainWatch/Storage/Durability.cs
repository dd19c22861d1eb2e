namespace ChainWatch.Storage;

/// <summary>
/// What of a change a power cut may take. A killed process takes nothing of either kind, and neither is ever taken in
/// part. What a power cut takes is always the newest: a lasting change keeps everything that was written before it.
/// </summary>
public enum Durability
{
    /// <summary>
    /// On the disk when <see cref="Ledger.Write"/> returns (<c>synchronous = FULL</c>): for whatever only the ledger knows,
    /// such as proposals, signatures and what a person entered.
    /// </summary>
    Lasting,

    /// <summary>
    /// On the disk soon after (<c>synchronous = NORMAL</c>), without waiting for it: for what the chain says again when
    /// it is asked again, as it is from where the cursor then stands.
    /// </summary>
    Repeatable,
}
