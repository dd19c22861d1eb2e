using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;
using Org.BouncyCastle.Crypto.Generators;

namespace ChainWatch.Bench;

/// <summary>Opening a keystore of the standard cost (scrypt, N = 262144, r = 8, p = 1), beside BouncyCastle's scrypt.</summary>
internal sealed class KeystoreBenchmark : IBenchmark
{
    public string Name => "keystore";

    public void Run()
    {
        using var key = PrivateKey.Generate();
        var json = Keystore.Encrypt(key, "passphrase");
        Add("ChainWatch, unlock, N=262144", () => Keystore.Decrypt(json, "passphrase").Dispose());
        Add("BouncyCastle, its scrypt alone", () => SCrypt.Generate("passphrase"u8.ToArray(), new byte[32], 1 << 18, 8, 1, 32));
    }

    private void Add(string what, Action action) =>
        Report.Add(Name, what, Measure.Of(action, rounds: 5, warmUp: TimeSpan.Zero, roundLength: TimeSpan.Zero));
}
