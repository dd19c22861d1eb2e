using System.Security.Cryptography;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>
/// The nonces k for a key and a digest, deterministic (RFC 6979, 3.2, with HMAC-SHA-256): a signature takes the first, and the
/// next only where that one gives none. The state is as secret as the key, and is zeroed on disposal.
/// </summary>
internal sealed class NonceSequence : IDisposable
{
    private readonly byte[] _k = GC.AllocateArray<byte>(Hash32.Size, pinned: true);
    private readonly byte[] _v = GC.AllocateArray<byte>(Hash32.Size, pinned: true);

    public NonceSequence(ReadOnlySpan<byte> key, Hash32 digest)
    {
        Span<byte> seed = stackalloc byte[2 * Hash32.Size];
        key.CopyTo(seed);
        CurveOrder.Reduce(digest).Bytes.CopyTo(seed[Hash32.Size..]);
        _v.AsSpan().Fill(1);
        Update(0, seed);
        Update(1, seed);
        CryptographicOperations.ZeroMemory(seed);
    }

    /// <summary>Writes the next nonce, which lies in 1 to n-1, as 32 big-endian bytes.</summary>
    public void Next(Span<byte> nonce)
    {
        do
        {
            HMACSHA256.HashData(_k, _v, nonce);
            nonce.CopyTo(_v);
            Update(0, []);
        }
        while (!CurveOrder.IsInRange(new Hash32(nonce)));
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_k);
        CryptographicOperations.ZeroMemory(_v);
    }

    /// <summary>K becomes the code of V, a separating byte and the seed; V becomes its own code.</summary>
    private void Update(byte separator, ReadOnlySpan<byte> seed)
    {
        Span<byte> input = stackalloc byte[Hash32.Size + 1 + seed.Length];
        Span<byte> code = stackalloc byte[Hash32.Size];
        _v.CopyTo(input);
        input[Hash32.Size] = separator;
        seed.CopyTo(input[(Hash32.Size + 1)..]);
        HMACSHA256.HashData(_k, input, code);
        code.CopyTo(_k);
        HMACSHA256.HashData(_k, _v, code);
        code.CopyTo(_v);
        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(code);
    }
}
