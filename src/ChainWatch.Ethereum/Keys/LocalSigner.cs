using System.Security.Cryptography;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Ethereum.TypedData;

namespace ChainWatch.Ethereum.Keys;

/// <summary>Signs with a private key in this process, which is disposed of with the signer.</summary>
public sealed class LocalSigner(PrivateKey key) : ISigner, IDisposable
{
    /// <inheritdoc/>
    public Address Address => key.Address;

    /// <summary>A signer with the key that a phrase and its passphrase have at <paramref name="path"/>. Disposing of the phrase is the caller's.</summary>
    /// <exception cref="FormatException">The passphrase is no Unicode text.</exception>
    public static LocalSigner FromMnemonic(Mnemonic mnemonic, DerivationPath path, ReadOnlySpan<char> passphrase = default)
    {
        ArgumentNullException.ThrowIfNull(mnemonic);
        var seed = mnemonic.ToSeed(passphrase);
        Span<byte> bytes = stackalloc byte[PrivateKey.Size];
        try
        {
            using var master = ExtendedPrivateKey.FromSeed(seed);
            using var derived = master.Derive(path);
            derived.Key.CopyTo(bytes);
            return new LocalSigner(new PrivateKey(bytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc/>
    public Task<Signature> SignTypedDataAsync(TypedDataDocument document, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sign(() => key.Sign(document.SigningHash), cancellation);
    }

    /// <inheritdoc/>
    public Task<Signature> SignMessageAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation = default) =>
        Sign(() => key.Sign(PersonalMessage.Hash(message.Span)), cancellation);

    /// <inheritdoc/>
    public Task<Transaction> SignTransactionAsync(Transaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return Sign(() => transaction.SignedBy(key), cancellation);
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose() => key.Dispose();

    /// <summary>The address and never the key.</summary>
    public override string ToString() => $"local signer of {Address}";

    /// <summary>Nothing here waits; faults travel in the task all the same, as those of other signers do.</summary>
    private static async Task<T> Sign<T>(Func<T> sign, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await Task.CompletedTask.ConfigureAwait(false);
        return sign();
    }
}
