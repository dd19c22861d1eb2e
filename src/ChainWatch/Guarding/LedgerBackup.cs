using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Guarding;

/// <summary>A copy of a ledger that was opened again and verified.</summary>
/// <param name="File">Full path.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Payments">Rows of income, orphaned ones included.</param>
/// <param name="Invariants">How many invariants were checked, and hold.</param>
public sealed record VerifiedCopy(string File, long Bytes, long Payments, int Invariants);

/// <summary>Copies the ledger while the worker goes on writing it. A copy that does not verify is not kept.</summary>
public static class LedgerBackup
{
    /// <summary>Writes a copy of the ledger as it is now.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="file">The copy, which must not be there yet: a backup replaces nothing.</param>
    /// <exception cref="ChainWatchException">It cannot be written there, or the ledger is damaged or breaks an invariant.</exception>
    public static VerifiedCopy Write(LedgerSettings ledger, string file)
    {
        var target = Path.GetFullPath(file);
        RefuseTaken(target);
        Ledger.OpenToRead(ledger);
        var unfinished = new LedgerSettings(target + ".unfinished");
        try
        {
            LedgerFiles.MakeFolderOf(target);
            LedgerFiles.Remove(unfinished.File);
            LedgerFiles.Copy(ledger, unfinished.File);
            var copy = Verified(unfinished, ledger.File);
            File.Move(unfinished.File, target);
            return copy with { File = target };
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw LedgerFailure.CannotWrite(target, denied.Message, denied);
        }
        finally
        {
            LedgerFiles.Remove(unfinished.File);
        }
    }

    /// <summary>Opens a copy, and checks everything that must hold of a ledger; what is wrong is said of the original.</summary>
    internal static VerifiedCopy Verified(LedgerSettings copy, string original)
    {
        var ledger = Ledger.OpenToRead(copy);
        try
        {
            var invariants = LedgerVerification.Run(ledger);
            return LedgerVerification.Failure(original, invariants) is { } broken
                ? throw broken
                : new VerifiedCopy(copy.File, new FileInfo(copy.File).Length, ledger.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM income")), invariants.Count);
        }
        finally
        {
            Ledger.LetGo(copy);
        }
    }

    private static void RefuseTaken(string target)
    {
        if (Path.Exists(target))
        {
            throw new ChainWatchException(
                Refusal.Refused, "file-exists", $"{target} is there already; nothing was written.", "Name another file: a backup replaces nothing.");
        }
    }
}
