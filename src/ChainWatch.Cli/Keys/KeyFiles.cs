using System.CommandLine;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Cli.Keys;

/// <summary>A keystore that lies in the folder.</summary>
/// <param name="Name">Its name: the file's without <c>.json</c>.</param>
/// <param name="Address">The account that it says it holds; null where it does not say or is damaged.</param>
/// <param name="File">Its full path.</param>
/// <param name="Problem">Why it cannot be read; null where it can.</param>
internal sealed record StoredKey(string Name, Address? Address, string File, string? Problem);

/// <summary>
/// Keystore files (Web3 Secret Storage v3) in a folder beside the configuration. The key is in memory from
/// <see cref="Open"/> until its owner disposes of it, and nowhere else in the product.
/// </summary>
internal sealed class KeyFiles(string folder)
{
    private const string Extension = ".json";
    private const int LongestName = 64;

    public static readonly Option<string?> FolderOption = new("--folder")
    {
        Description = "Folder of the keystores (default: keys beside the configuration).",
        HelpName = "DIR",
    };

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The folder that a command was given, else <c>keys</c> beside its configuration, which need not be there.</summary>
    public static KeyFiles Of(Invocation invocation) => new(
        invocation.Value(FolderOption) ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(invocation.Value(Invocation.ConfigOption)!))!, "keys"));

    /// <summary>Writes a new keystore; its file is only its owner's to read, and never replaces another.</summary>
    public string Write(string name, PrivateKey key, ReadOnlySpan<char> passphrase, ScryptCost cost)
    {
        var file = FileOf(name);
        try
        {
            if (!Directory.Exists(Folder))
            {
                CreateFolder();
            }

            return KeystoreFile.Write(file, key, passphrase, cost);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw Refuse($"{file} is there already: a keystore is never replaced.", "Choose another --name.");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Refuse(failed.Message, "Choose a --folder that can be written to.", failed);
        }
    }

    /// <summary>All keystores, by name.</summary>
    public IReadOnlyList<StoredKey> List() => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*" + Extension).Order(StringComparer.Ordinal).Select(Describe)]
        : [];

    /// <summary>The file that a name or path means.</summary>
    public string Find(string nameOrFile)
    {
        if (File.Exists(nameOrFile))
        {
            return Path.GetFullPath(nameOrFile);
        }

        var isPath = nameOrFile.Contains('/', StringComparison.Ordinal) || nameOrFile.EndsWith(Extension, StringComparison.Ordinal);
        return !isPath && FileOf(nameOrFile) is var file && File.Exists(file)
            ? file
            : throw Refuse($"There is no key {nameOrFile} in {Folder}, and no such file.", "See the keys with: chainwatch keys list");
    }

    /// <summary>The account that a file says it holds; null where it does not say.</summary>
    public static Address? ReadAddress(string file) => Guarded(file, () => KeystoreFile.ReadAddress(file));

    /// <summary>The key in a file. Disposing of it is the caller's.</summary>
    public static PrivateKey Open(string file, SecretText passphrase) => Guarded(file, () => KeystoreFile.Read(file, passphrase.Span));

    /// <summary>Opens any file that a person named.</summary>
    public static Stream OpenToRead(string file) => Guarded(file, () => File.OpenRead(file));

    private string FileOf(string name)
    {
        var isName = name.Length is > 0 and <= LongestName && name[0] != '.' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
        return isName
            ? Path.Combine(Folder, name + Extension)
            : throw Refuse($"'{name}' is no name for a key.", $"Use up to {LongestName} letters, digits, '-', '_' and '.', and no '.' at first.");
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static StoredKey Describe(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        try
        {
            return new StoredKey(name, ReadAddress(file), file, null);
        }
        catch (ChainWatchException damaged)
        {
            return new StoredKey(name, null, file, damaged.Message);
        }
    }

    private static T Guarded<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (KeystoreException wrong) when (wrong.Failure == KeystoreFailure.WrongPassphrase)
        {
            throw new ChainWatchException(Refusal.Refused, "wrong-passphrase", $"{file}: {wrong.Message}", "Try again with the right passphrase.", wrong);
        }
        catch (KeystoreException wrong)
        {
            throw Refuse($"{file}: {wrong.Message}", "Name a keystore file of Web3 Secret Storage version 3, as geth and most wallets write them.", wrong);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Refuse(failed.Message, "Name a file that can be read.", failed);
        }
    }

    private static ChainWatchException Refuse(string message, string hint, Exception? cause = null) => new(Refusal.Refused, "keys", message, hint, cause);
}
