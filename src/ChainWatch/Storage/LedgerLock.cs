namespace ChainWatch.Storage;

/// <summary>
/// Held by the one program that writes a ledger for as long as it runs, and by whoever puts another file in its place.
/// It is a lock on a file beside the ledger, which the system lets go of however its holder ends; the file stays.
/// </summary>
public sealed class LedgerLock : IDisposable
{
    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private LedgerLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="ChainWatchException">Another program holds it, or the folder cannot be written.</exception>
    public static LedgerLock Take(LedgerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        LedgerFiles.MakeFolderOf(settings.File);
        try
        {
            return new LedgerLock(new FileStream(settings.File + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (Taken.Contains(held.HResult))
        {
            throw LedgerFailure.InUse(settings.File, held);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw LedgerFailure.CannotWrite(settings.File, denied.Message, denied);
        }
    }

    /// <summary>Lets others write the ledger.</summary>
    public void Dispose() => _file.Dispose();
}
