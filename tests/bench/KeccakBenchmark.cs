using ChainWatch.Ethereum.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace ChainWatch.Bench;

/// <summary>Keccak-256 of a topic's, a node's and a file's size, alone and four at once, beside BouncyCastle's.</summary>
internal sealed class KeccakBenchmark : IBenchmark
{
    /// <summary>The children of a trie's full branch.</summary>
    private const int Messages = 16;

    public string Name => "keccak";

    public void Run()
    {
        foreach (var size in (int[])[32, 532, 1 << 20])
        {
            var message = new byte[size];
            new Random(1).NextBytes(message);
            Add(size, "ChainWatch, one message", Measure.Of(() => Keccak256.Hash(message)));
            var batch = new KeccakBatch();
            for (var i = 0; i < Messages; i++)
            {
                batch.Add(message);
            }

            Add(size, $"ChainWatch, {Messages} messages", Measure.Of(() => _ = batch.Hash()), Messages);
            Add(size, "BouncyCastle, one message", Measure.Of(() => BouncyCastle(message)));
        }
    }

    private void Add(int size, string whose, Measure measure, int messages = 1) =>
        Report.Add(Name, $"{whose} of {size} bytes", measure, Report.MegabytesPerSecond(size * messages, measure));

    private static byte[] BouncyCastle(byte[] message)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(message, 0, message.Length);
        var hash = new byte[32];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
