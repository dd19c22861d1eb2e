using System.IO.Compression;
using System.Numerics;
using System.Text;
using ChainWatch.Primitives;

namespace ChainWatch.Reporting;

/// <summary>
/// Entries as they were exported, many together and compressed: what takes one back must say what it said. Hardly one is ever
/// needed and they are much alike; one by one they would be most of a ledger.
/// </summary>
/// <remarks>Brotli of <see cref="Version"/>, how many there are, and each, field by field, as <see cref="BinaryWriter"/> writes them.</remarks>
internal sealed class EntryPack : IDisposable
{
    private const byte Version = 1;

    private readonly MemoryStream _plain = new();
    private readonly BinaryWriter _entries;
    private int _count;

    public EntryPack() => _entries = new BinaryWriter(_plain, Encoding.UTF8);

    /// <summary>The entries of a pack, without their <see cref="ExportEntry.IncomeId"/>, which the key says too.</summary>
    /// <exception cref="InvalidDataException">It is no pack, is cut short, or is one of a newer program.</exception>
    public static IReadOnlyList<ExportEntry> Read(byte[] pack)
    {
        using var entries = new BinaryReader(new BrotliStream(new MemoryStream(pack), CompressionMode.Decompress), Encoding.UTF8);
        try
        {
            var version = entries.ReadByte();
            return version == Version
                ? [.. Enumerable.Range(0, entries.ReadInt32()).Select(_ => Read(entries))]
                : throw new InvalidDataException($"version {version} where {Version} is known");
        }
        catch (Exception damaged) when (damaged is EndOfStreamException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException(damaged.Message, damaged);
        }
    }

    /// <summary>Adds an entry.</summary>
    public void Add(ExportEntry entry)
    {
        _count++;
        _entries.Write(entry.Key);
        _entries.Write((byte)entry.Subject);
        _entries.Write(entry.OccurredAt.ToUnixTimeSeconds());
        _entries.Write(entry.Chain);
        _entries.Write(entry.ChainId);
        _entries.Write(entry.Transaction);
        _entries.Write(entry.Token);
        _entries.Write(entry.Symbol);
        _entries.Write(entry.Decimals);
        Write(entry.Amount);
        _entries.Write(entry.Source);
        _entries.Write(entry.Category);
        _entries.Write(entry.Kind);
        _entries.Write(entry.Stage);
        WriteOptional(entry.LogIndex);
        WriteOptional(entry.Payer);
        WriteOptional(entry.Beneficiary);
        WriteOptional(entry.PriceSource);
        WriteOptional(entry.Value?.Currency);
        Write(entry.Value?.Units ?? 0);
    }

    /// <summary>The pack; null where nothing was added.</summary>
    public byte[]? Close()
    {
        if (_count == 0)
        {
            return null;
        }

        // All at once: what is given in pieces is compressed in pieces.
        using var packed = new MemoryStream();
        using (var compressing = new BinaryWriter(new BrotliStream(packed, CompressionLevel.Fastest)))
        {
            compressing.Write(Version);
            compressing.Write(_count);
            compressing.Write(_plain.GetBuffer().AsSpan(0, (int)_plain.Length));
        }

        return packed.ToArray();
    }

    public void Dispose() => _entries.Dispose();

    private static ExportEntry Read(BinaryReader entries)
    {
        var entry = new ExportEntry(
            entries.ReadString(),
            (ExportSubject)entries.ReadByte(),
            DateTimeOffset.FromUnixTimeSeconds(entries.ReadInt64()),
            entries.ReadString(),
            entries.ReadUInt64(),
            entries.ReadString(),
            entries.ReadString(),
            entries.ReadString(),
            entries.ReadInt32(),
            ReadInteger(entries))
        {
            Source = entries.ReadString(),
            Category = entries.ReadString(),
            Kind = entries.ReadString(),
            Stage = entries.ReadString(),
            LogIndex = entries.ReadBoolean() ? entries.ReadInt32() : null,
            Payer = ReadOptionalText(entries),
            Beneficiary = ReadOptionalText(entries),
            PriceSource = ReadOptionalText(entries),
        };
        var (currency, units) = (ReadOptionalText(entries), ReadInteger(entries));
        return currency is null ? entry : entry with { Value = new FiatAmount(currency, units) };
    }

    private static string? ReadOptionalText(BinaryReader entries) => entries.ReadBoolean() ? entries.ReadString() : null;

    private static BigInteger ReadInteger(BinaryReader entries) => new(entries.ReadBytes(entries.Read7BitEncodedInt()));

    private void WriteOptional(string? text)
    {
        _entries.Write(text is not null);
        if (text is not null)
        {
            _entries.Write(text);
        }
    }

    private void WriteOptional(int? number)
    {
        _entries.Write(number is not null);
        if (number is { } given)
        {
            _entries.Write(given);
        }
    }

    private void Write(BigInteger value)
    {
        var length = value.GetByteCount();
        Span<byte> bytes = length <= 64 ? stackalloc byte[length] : new byte[length];
        value.TryWriteBytes(bytes, out _);
        _entries.Write7BitEncodedInt(length);
        _entries.Write(bytes);
    }
}
