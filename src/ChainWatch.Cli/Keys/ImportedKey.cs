using System.Security.Cryptography;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Cli.Keys;

/// <summary>Private keys out of what a person hands over: 64 hex digits, or a phrase of BIP-39.</summary>
internal static class ImportedKey
{
    private const int Digits = PrivateKey.Size * 2;

    /// <summary>The key. Disposing of it is the caller's, as is the secret. No message holds a part of it.</summary>
    /// <param name="secret">What was handed over.</param>
    /// <param name="path">Which key of a phrase.</param>
    public static PrivateKey Read(SecretText secret, DerivationPath path)
    {
        var text = secret.Span;
        if (text.StartsWith("{"))
        {
            throw Refuse("That is a keystore already.", "Copy its file into the folder of keys; its name there is the key's.");
        }

        try
        {
            return text.ContainsAny(" \t\r\n") ? FromPhrase(text, path) : FromHex(text);
        }
        catch (FormatException wrong)
        {
            throw Refuse(wrong.Message, "Hand over 64 hex digits, or a phrase of 12 to 24 English words.");
        }
    }

    /// <summary>The key of a phrase at a path.</summary>
    public static PrivateKey FromPhrase(Mnemonic phrase, DerivationPath path)
    {
        var seed = phrase.ToSeed();
        Span<byte> bytes = stackalloc byte[PrivateKey.Size];
        try
        {
            using var master = ExtendedPrivateKey.FromSeed(seed);
            using var derived = master.Derive(path);
            derived.Key.CopyTo(bytes);
            return new PrivateKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static PrivateKey FromPhrase(ReadOnlySpan<char> words, DerivationPath path)
    {
        using var phrase = Mnemonic.Parse(words);
        return FromPhrase(phrase, path);
    }

    private static PrivateKey FromHex(ReadOnlySpan<char> text)
    {
        var digits = text.StartsWith("0x") ? text[2..] : text;
        Span<byte> bytes = stackalloc byte[PrivateKey.Size];
        try
        {
            return digits.Length == Digits && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done
                ? new PrivateKey(bytes)
                : throw Refuse($"That is neither a private key ({Digits} hex digits) nor a phrase of words.", "Hand it over again, whole.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static ChainWatchException Refuse(string message, string hint) => new(Refusal.Refused, "key", message, hint);
}
