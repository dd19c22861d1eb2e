using System.IO.Compression;
using ChainWatch.Ethereum.Rlp;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.Tests.Transactions;

/// <summary>The transactions of mainnet blocks that are exported as RLP.</summary>
internal static class BlockBodies
{
    public static IEnumerable<(IReadOnlyList<ReadOnlyMemory<byte>> Transactions, Fork Fork)> Read()
    {
        foreach (var file in Directory.GetFiles(Vectors.Path("mainnet-blocks/rlp"), "*.yaml*").Order())
        {
            var number = ulong.Parse(Path.GetFileName(file).Split('.')[0], null);
            var fork = number switch
            {
                < 17_034_870 => Fork.London,
                < 19_426_587 => Fork.Shanghai,
                < 22_431_084 => Fork.Cancun,
                _ => Fork.Prague,
            };
            yield return (Transactions(RlpItem.Decode(Body(file)).Items[0]), fork);
        }
    }

    /// <summary>A typed transaction stands in a body as a string that holds it; a legacy one as itself.</summary>
    public static ReadOnlyMemory<byte>[] Transactions(RlpItem list) =>
        [.. list.Items.Select(item => item.IsList ? item.Encoded : item.Bytes)];

    private static byte[] Body(string file)
    {
        using var opened = File.OpenRead(file);
        using var plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(opened, CompressionMode.Decompress) : (Stream)opened;
        using var reader = new StreamReader(plain);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("body: ", StringComparison.Ordinal))
            {
                return Hex.Decode(line["body: ".Length..].Trim('"', ' '));
            }
        }

        throw new InvalidDataException($"{file} has no body.");
    }
}
