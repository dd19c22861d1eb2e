using System.Security.Cryptography;

namespace ChainWatch.Ethereum.Keys;

/// <summary>How a keystore makes a 32-byte key of a passphrase.</summary>
internal abstract record KeyDerivation(byte[] Salt)
{
    public const int KeySize = 32;

    public abstract void DeriveKey(ReadOnlySpan<byte> passphrase, Span<byte> key);
}

internal sealed record ScryptDerivation(byte[] Salt, ScryptCost Cost) : KeyDerivation(Salt)
{
    public override void DeriveKey(ReadOnlySpan<byte> passphrase, Span<byte> key) => Scrypt.DeriveKey(passphrase, Salt, Cost, key);
}

internal sealed record Pbkdf2Derivation(byte[] Salt, int Iterations) : KeyDerivation(Salt)
{
    /// <summary>The most that a file may ask for: some seconds.</summary>
    public const int MaxIterations = 10_000_000;

    public override void DeriveKey(ReadOnlySpan<byte> passphrase, Span<byte> key) =>
        Rfc2898DeriveBytes.Pbkdf2(passphrase, Salt, key, Iterations, HashAlgorithmName.SHA256);
}
