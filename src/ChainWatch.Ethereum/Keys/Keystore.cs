using System.Security.Cryptography;
using System.Text;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// Private keys encrypted with a passphrase, as JSON: Web3 Secret Storage, version 3. Reads scrypt and
/// PBKDF2-HMAC-SHA256, writes scrypt; the cipher is AES-128 in counter mode, the MAC Keccak-256.
/// Passphrases are bytes as they are, or characters in UTF-8 without any normalization, as geth takes them.
/// </summary>
public static class Keystore
{
    /// <summary>The key in a keystore. Disposing of it, and zeroing the passphrase, is the caller's. Takes about a second and 256 MiB with the standard cost.</summary>
    /// <exception cref="KeystoreException">A wrong passphrase, or a file that is damaged, not supported or too costly.</exception>
    public static PrivateKey Decrypt(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> passphrase)
    {
        var document = KeystoreDocument.Read(json);
        Span<byte> derived = stackalloc byte[KeyDerivation.KeySize];
        Span<byte> secret = stackalloc byte[PrivateKey.Size];
        try
        {
            document.Derivation.DeriveKey(passphrase, derived);
            if (!CryptographicOperations.FixedTimeEquals(Mac(derived, document.CipherText).Bytes, document.Mac))
            {
                throw new KeystoreException(KeystoreFailure.WrongPassphrase, "The passphrase does not open this keystore.");
            }

            Crypt(derived[..16], document.Iv, document.CipherText, secret);
            return Checked(secret, document.Address);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <inheritdoc cref="Decrypt(ReadOnlyMemory{byte}, ReadOnlySpan{byte})"/>
    public static PrivateKey Decrypt(ReadOnlyMemory<byte> json, ReadOnlySpan<char> passphrase)
    {
        var utf8 = Utf8(passphrase);
        try
        {
            return Decrypt(json, utf8);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(utf8);
        }
    }

    /// <summary>A keystore of <paramref name="key"/>, with a new salt and counter: UTF-8 JSON. Zeroing the passphrase is the caller's.</summary>
    public static byte[] Encrypt(PrivateKey key, ReadOnlySpan<byte> passphrase, ScryptCost? cost = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var derivation = new ScryptDerivation(RandomNumberGenerator.GetBytes(32), cost ?? ScryptCost.Standard);
        var iv = RandomNumberGenerator.GetBytes(KeystoreDocument.IvSize);
        var cipherText = new byte[PrivateKey.Size];
        Span<byte> derived = stackalloc byte[KeyDerivation.KeySize];
        Span<byte> secret = stackalloc byte[PrivateKey.Size];
        try
        {
            key.CopyTo(secret);
            derivation.DeriveKey(passphrase, derived);
            Crypt(derived[..16], iv, secret, cipherText);
            var mac = Mac(derived, cipherText).ToArray();
            return new KeystoreDocument(Guid.NewGuid(), key.Address, cipherText, iv, mac, derivation).Write();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <inheritdoc cref="Encrypt(PrivateKey, ReadOnlySpan{byte}, ScryptCost?)"/>
    public static byte[] Encrypt(PrivateKey key, ReadOnlySpan<char> passphrase, ScryptCost? cost = null)
    {
        var utf8 = Utf8(passphrase);
        try
        {
            return Encrypt(key, utf8, cost);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(utf8);
        }
    }

    /// <summary>The address that a keystore says it holds, before any passphrase; null where it does not say.</summary>
    /// <exception cref="KeystoreException">The file is damaged, not supported or too costly.</exception>
    public static Address? ReadAddress(ReadOnlyMemory<byte> json) => KeystoreDocument.Read(json).Address;

    private static PrivateKey Checked(ReadOnlySpan<byte> secret, Address? claimed)
    {
        if (!CurveOrder.IsInRange(new Hash32(secret)))
        {
            throw KeystoreDocument.Damaged("what it holds is no private key");
        }

        var key = new PrivateKey(secret);
        if (claimed is { } address && address != key.Address)
        {
            using (key)
            {
                throw KeystoreDocument.Damaged($"it says that it holds {address}, and holds {key.Address}");
            }
        }

        return key;
    }

    private static Hash32 Mac(ReadOnlySpan<byte> derived, ReadOnlySpan<byte> cipherText) => Keccak256.Hash(derived[16..], cipherText);

    /// <summary>AES in counter mode: the counter is the iv as one big-endian number of 128 bits, which wraps.</summary>
    internal static void Crypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> input, Span<byte> output)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        Span<byte> counter = stackalloc byte[KeystoreDocument.IvSize];
        Span<byte> stream = stackalloc byte[KeystoreDocument.IvSize];
        iv.CopyTo(counter);
        for (var i = 0; i < input.Length; i++)
        {
            if (i % stream.Length == 0)
            {
                aes.EncryptEcb(counter, stream, PaddingMode.None);
                Increment(counter);
            }

            output[i] = (byte)(input[i] ^ stream[i % stream.Length]);
        }

        CryptographicOperations.ZeroMemory(stream);
    }

    private static void Increment(Span<byte> counter)
    {
        var i = counter.Length - 1;
        while (i >= 0 && ++counter[i] == 0)
        {
            i--;
        }
    }

    private static byte[] Utf8(ReadOnlySpan<char> text)
    {
        var utf8 = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(text), pinned: true);
        Encoding.UTF8.GetBytes(text, utf8);
        return utf8;
    }
}
