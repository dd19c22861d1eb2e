using System.Globalization;
using ChainWatch.Storage;

namespace ChainWatch.Guarding;

/// <summary>What a restore did.</summary>
/// <param name="Ledger">The ledger as it is now.</param>
/// <param name="Kept">Where the one before is kept; null where there was none.</param>
public sealed record Restored(VerifiedCopy Ledger, string? Kept);

/// <summary>
/// Puts a backup in the place of the ledger. Whenever it ends early, the ledger is the one before or the restored one,
/// whole; the one before is never deleted.
/// </summary>
public static class LedgerRestore
{
    /// <summary>Verifies a backup, brings it to this program's schema, and puts it in the ledger's place.</summary>
    /// <param name="ledger">The ledger, which may be damaged or missing.</param>
    /// <param name="file">The backup, which stays as it is.</param>
    /// <param name="clock">Names the file that is kept.</param>
    /// <exception cref="ChainWatchException">A worker runs, or the backup is missing, damaged or of a newer schema: nothing was changed.</exception>
    public static Restored Run(LedgerSettings ledger, string file, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(clock);
        var backup = new LedgerSettings(Path.GetFullPath(file));
        RefuseMissing(backup, ledger);
        using var alone = LedgerLock.Take(ledger);
        var restoring = new LedgerSettings(ledger.File + ".restoring");
        try
        {
            LedgerFiles.Remove(restoring.File);
            var verified = Prepare(backup, restoring, clock);
            return new Restored(verified with { File = ledger.File }, Swap(restoring.File, ledger, clock.GetUtcNow()));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw LedgerFailure.CannotWrite(ledger.File, denied.Message, denied);
        }
        finally
        {
            LedgerFiles.Remove(restoring.File);
        }
    }

    private static VerifiedCopy Prepare(LedgerSettings backup, LedgerSettings restoring, TimeProvider clock)
    {
        RefuseEmpty(backup);
        LedgerFiles.Copy(backup, restoring.File);
        Ledger.OpenToWrite(restoring, clock);
        var verified = LedgerBackup.Verified(restoring, backup.File);
        LedgerFiles.MakeWhole(restoring);
        return verified;
    }

    private static string? Swap(string restored, LedgerSettings ledger, DateTimeOffset now)
    {
        var kept = FreeName($"{ledger.File}.before-restore-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        Ledger.LetGo(ledger);
        PartFromItsLog(ledger, kept);
        if (!File.Exists(ledger.File))
        {
            File.Move(restored, ledger.File);
            return null;
        }

        LedgerFiles.KeepPrivate(ledger.File, restored);

        // One rename: at no moment is there no ledger, which a starting worker would take for a new beginning.
        File.Replace(restored, ledger.File, kept);
        return kept;
    }

    // What lies beside the old file must not be found beside the new one: it would be played into it.
    private static void PartFromItsLog(LedgerSettings ledger, string kept)
    {
        try
        {
            if (File.Exists(ledger.File))
            {
                LedgerFiles.MakeWhole(ledger);
            }
        }
        catch (ChainWatchException damaged) when (damaged.Refusal == Refusal.Ledger)
        {
            // What is left of it is kept as it is.
        }

        LedgerFiles.MoveBeside(ledger.File, kept);
    }

    private static string FreeName(string name)
    {
        var free = name;
        for (var i = 2; Path.Exists(free); i++)
        {
            free = $"{name}-{i}";
        }

        return free;
    }

    private static void RefuseEmpty(LedgerSettings backup)
    {
        var version = Ledger.VersionOf(backup);
        Ledger.LetGo(backup);
        if (version == 0)
        {
            throw LedgerFailure.Damaged(backup.File, "it is empty");
        }
    }

    private static void RefuseMissing(LedgerSettings backup, LedgerSettings ledger)
    {
        if (!File.Exists(backup.File) || backup.File == ledger.File)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "no-backup",
                backup.File == ledger.File ? $"{backup.File} is the ledger itself." : $"{backup.File}: no such file.",
                "Name a file that chainwatch ledger backup wrote.");
        }
    }
}
