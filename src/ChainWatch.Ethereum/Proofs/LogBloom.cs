using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>
/// The 2048-bit bloom filter of logs (Yellow Paper, 4.3.1): three bits for each address and topic. It can say that something
/// is surely absent, and never more than that something may be present.
/// </summary>
public static class LogBloom
{
    /// <summary>Bytes in a bloom.</summary>
    public const int Size = 256;

    /// <summary>The bloom of some logs.</summary>
    public static byte[] Of(IEnumerable<Log> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        return Of(logs.Select(log => (log.Address, log.Topics)));
    }

    internal static byte[] Of(IEnumerable<(Address Address, IReadOnlyList<Hash32> Topics)> logs)
    {
        var items = new KeccakBatch();
        foreach (var (address, topics) in logs)
        {
            items.Add(address.Bytes);
            foreach (var topic in topics)
            {
                items.Add(topic.Bytes);
            }
        }

        var bloom = new byte[Size];
        foreach (ref readonly var hash in items.Hash())
        {
            Add(bloom, hash);
        }

        return bloom;
    }

    /// <summary>False if no log of this address is below the bloom.</summary>
    public static bool MayContain(ReadOnlySpan<byte> bloom, Address address) => MayContain(bloom, address.Bytes);

    /// <summary>False if no log with this topic is below the bloom.</summary>
    public static bool MayContain(ReadOnlySpan<byte> bloom, Hash32 topic) => MayContain(bloom, topic.Bytes);

    /// <summary>False if no log that the filter asks for is below the bloom; the filter's range of blocks is not looked at.</summary>
    public static bool MayContain(ReadOnlySpan<byte> bloom, LogFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var may = filter.Addresses.Count == 0;
        foreach (var address in filter.Addresses)
        {
            may |= MayContain(bloom, address);
        }

        foreach (var position in filter.Topics)
        {
            may &= MayContainAny(bloom, position);
        }

        return may;
    }

    private static bool MayContainAny(ReadOnlySpan<byte> bloom, IReadOnlyList<Hash32>? topics)
    {
        if (topics is null || topics.Count == 0)
        {
            return true;
        }

        foreach (var topic in topics)
        {
            if (MayContain(bloom, topic))
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(Span<byte> bloom, in Hash32 hash)
    {
        for (var pair = 0; pair < 6; pair += 2)
        {
            var bit = Bit(hash, pair);
            bloom[Size - 1 - (bit / 8)] |= (byte)(1 << (bit % 8));
        }
    }

    private static bool MayContain(ReadOnlySpan<byte> bloom, ReadOnlySpan<byte> item)
    {
        if (bloom.Length != Size)
        {
            throw new ArgumentException($"A bloom has {Size} bytes, not {bloom.Length}.", nameof(bloom));
        }

        var hash = Keccak256.Hash(item);
        for (var pair = 0; pair < 6; pair += 2)
        {
            var bit = Bit(hash, pair);
            if ((bloom[Size - 1 - (bit / 8)] & (1 << (bit % 8))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The low eleven bits of a pair of the hash's bytes.</summary>
    private static int Bit(in Hash32 hash, int pair) => ((hash.Bytes[pair] << 8) | hash.Bytes[pair + 1]) & 2047;
}
