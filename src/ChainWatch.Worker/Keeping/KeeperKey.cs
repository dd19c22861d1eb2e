using ChainWatch.Ethereum.Keys;
using ChainWatch.Executing;

namespace ChainWatch.Worker.Keeping;

/// <summary>Opens the one key that the worker may have. What goes wrong is told without key or passphrase.</summary>
internal static class KeeperKey
{
    /// <summary>A signer with the keeper's key. Disposing of it zeroes the key.</summary>
    /// <exception cref="ChainWatchException">A file is missing or damaged, or the passphrase does not open the key.</exception>
    public static LocalSigner Open(KeeperSettings settings)
    {
        try
        {
            using var file = File.OpenRead(settings.PassphraseFile!);
            using var passphrase = SecretText.Read(file, firstLineOnly: true);
            return passphrase is { IsEmpty: false }
                ? new LocalSigner(KeystoreFile.Read(settings.KeyFile!, passphrase.Span))
                : throw Refuse("PassphraseFile", $"{settings.PassphraseFile}: its first line is no passphrase");
        }
        catch (KeystoreException wrong)
        {
            throw Refuse("KeyFile", $"{settings.KeyFile}: {wrong.Message.TrimEnd('.')}", wrong);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Refuse("KeyFile, PassphraseFile", failed.Message.TrimEnd('.'), failed);
        }
    }

    private static ChainWatchException Refuse(string key, string reason, Exception? cause = null) => new(
        Refusal.Refused, "keeper-key", $"Keeper: {key}: {reason}.", "Make one with chainwatch keys create --name keeper, or set Keeper:Enabled to false.", cause);
}
