using ChainWatch.Ethereum.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace ChainWatch.Bench;

/// <summary>Keccak-256 of a topic's, a node's and a file's size, beside BouncyCastle's.</summary>
internal sealed class KeccakBenchmark : IBenchmark
{
    public string Name => "keccak";

    public void Run()
    {
        foreach (var size in (int[])[32, 532, 1 << 20])
        {
            var message = new byte[size];
            new Random(1).NextBytes(message);
            Add(size, "ChainWatch", Measure.Of(() => Keccak256.Hash(message)));
            Add(size, "BouncyCastle", Measure.Of(() => BouncyCastle(message)));
        }
    }

    private void Add(int size, string whose, Measure measure) =>
        Report.Add(Name, $"{whose}, {size} bytes", measure, Report.MegabytesPerSecond(size, measure));

    private static byte[] BouncyCastle(byte[] message)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(message, 0, message.Length);
        var hash = new byte[32];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
