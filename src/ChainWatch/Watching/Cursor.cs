namespace ChainWatch.Watching;

/// <summary>How far a source has been read: every block below <see cref="NextBlock"/> is recorded.</summary>
/// <param name="SourceId">The source, by its ledger id.</param>
/// <param name="NextBlock">The first block that has not been read.</param>
public readonly record struct Cursor(long SourceId, ulong NextBlock);
