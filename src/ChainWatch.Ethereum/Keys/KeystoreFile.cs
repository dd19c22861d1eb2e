using System.Runtime.InteropServices;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Keys;

/// <summary>Keystores in files that only their owner can read. A file is there whole and durable, or not at all.</summary>
public static partial class KeystoreFile
{
    /// <summary>
    /// Writes a new file of mode 0600: beside it under another name, forced to the disk, then renamed. Returns the full path.
    /// </summary>
    /// <exception cref="IOException">The file exists (it is never replaced), or the disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static string Write(string path, PrivateKey key, ReadOnlySpan<char> passphrase, ScryptCost? cost = null)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new IOException($"{full} exists: a keystore is never replaced.");
        }

        var json = Keystore.Encrypt(key, passphrase, cost);
        var passing = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            WriteThrough(passing, json);
            File.Move(passing, full, overwrite: false);
            FlushFolder(Path.GetDirectoryName(full)!);
        }
        finally
        {
            File.Delete(passing);
        }

        return full;
    }

    /// <summary>The key in a file. Disposing of it, and zeroing the passphrase, is the caller's.</summary>
    /// <exception cref="KeystoreException">As <see cref="Keystore.Decrypt(ReadOnlyMemory{byte}, ReadOnlySpan{byte})"/>.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static PrivateKey Read(string path, ReadOnlySpan<char> passphrase) => Keystore.Decrypt(ReadBytes(path), passphrase);

    /// <summary>The address that a file says it holds; null where it does not say.</summary>
    /// <inheritdoc cref="Read"/>
    public static Address? ReadAddress(string path) => Keystore.ReadAddress(ReadBytes(path));

    private static byte[] ReadBytes(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[KeystoreDocument.MaxSize + 1];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static void WriteThrough(string path, byte[] json)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(json);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Forces the new name to the disk: without it a power cut can take back the rename, and the key with it.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0 || Sync(descriptor) != 0)
        {
            var error = Marshal.GetLastPInvokeErrorMessage();
            _ = descriptor < 0 ? 0 : Close(descriptor);
            throw new IOException($"The folder {folder} could not be forced to the disk: {error}");
        }

        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
