using Microsoft.Data.Sqlite;

namespace ChainWatch.Storage;

/// <summary>What SQLite's failures mean for a person, and what to do about each.</summary>
internal static class LedgerFailure
{
    // Result codes: https://sqlite.org/rescode.html
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>The failure as a person can mend it; what is not among the known ones is passed on as it is.</summary>
    public static Exception From(SqliteException failed, string file) => failed.SqliteErrorCode switch
    {
        ReadOnly or CannotOpen => CannotWrite(file, failed.Message, failed),
        Corrupt or NotADatabase => new ChainWatchException(
            Refusal.Ledger,
            "damaged-ledger",
            $"Ledger: {file} is damaged or is no ledger: {failed.Message}",
            "Put a good copy in its place; what was recorded since then is read from the chain again.",
            failed),
        Full => new ChainWatchException(
            Refusal.Refused,
            "disk-full",
            $"Ledger: the disk that holds {file} is full; nothing of the last change was written.",
            "Free some space; the worker goes on from where it was.",
            failed),
        Busy => new ChainWatchException(
            Refusal.Refused,
            "busy-ledger",
            $"Ledger: {file} has been locked by another program for 30 seconds.",
            "End that program and try again.",
            failed),
        _ => failed,
    };

    /// <summary>The ledger's file or folder cannot be written.</summary>
    public static ChainWatchException CannotWrite(string file, string reason, Exception cause) => new(
        Refusal.Refused,
        "cannot-write",
        $"Ledger: ConnectionString: {file} cannot be opened for writing: {reason}",
        "Give the user that runs ChainWatch the right to write there, or name another file.",
        cause);
}
