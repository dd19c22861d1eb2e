using Microsoft.Data.Sqlite;

namespace ChainWatch.Storage;

/// <summary>What SQLite's failures mean for a person, and what to do about each.</summary>
internal static class LedgerFailure
{
    // Result codes: https://sqlite.org/rescode.html
    public const int Full = 13;
    public const int CannotOpen = 14;
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>The failure as a person can mend it; what is not among the known ones is passed on as it is.</summary>
    public static Exception From(SqliteException failed, string file, TimeSpan patience = default) => failed.SqliteErrorCode switch
    {
        ReadOnly or CannotOpen => CannotWrite(file, failed.Message, failed),
        Corrupt or NotADatabase => Damaged(file, failed.Message, failed),
        Full => new ChainWatchException(
            Refusal.Refused,
            "disk-full",
            $"Ledger: the disk that holds {file} is full; nothing of the last change was written.",
            "Free some space; the worker goes on from where it was.",
            failed),
        IoError => new ChainWatchException(
            Refusal.Refused,
            "disk-failed",
            $"Ledger: the disk that holds {file} failed; nothing of the last change was written: {failed.Message}",
            "See whether that disk is full, over a quota or failing, then type: chainwatch ledger verify",
            failed),
        Busy => new ChainWatchException(
            Refusal.Refused,
            "busy-ledger",
            $"Ledger: {file} has been locked by another program for {(int)patience.TotalSeconds} seconds.",
            "End that program and try again.",
            failed),
        _ => failed,
    };

    /// <summary>The ledger does not hold together as a database.</summary>
    public static ChainWatchException Damaged(string file, string reason, Exception? cause = null) => new(
        Refusal.Ledger,
        "damaged-ledger",
        $"Ledger: {file} is damaged or is no ledger: {reason}",
        "Put a good copy in its place: chainwatch ledger restore FILE. What the chain said since that copy is read again.",
        cause);

    /// <summary>Another program holds the ledger, so that no other file can be put in its place.</summary>
    public static ChainWatchException InUse(string file, Exception cause) => new(
        Refusal.Refused,
        "ledger-in-use",
        $"Ledger: {file} is in use by another program, probably a running chainwatch-worker; nothing was changed.",
        "Stop that program, then try again.",
        cause);

    /// <summary>The ledger's file or folder cannot be written.</summary>
    public static ChainWatchException CannotWrite(string file, string reason, Exception cause) => new(
        Refusal.Refused,
        "cannot-write",
        $"Ledger: ConnectionString: {file} cannot be opened for writing: {reason}",
        "Give the user that runs ChainWatch the right to write there, or name another file.",
        cause);
}
