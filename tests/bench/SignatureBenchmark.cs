using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Bench;

/// <summary>Signing, verifying and recovering on secp256k1.</summary>
internal sealed class SignatureBenchmark : IBenchmark
{
    public string Name => "secp256k1";

    public void Run()
    {
        using var key = PrivateKey.Generate();
        var digest = Keccak256.Hash("benchmark"u8);
        var signature = key.Sign(digest);
        Report.Add(Name, "sign", Measure.Of(() => key.Sign(digest)));
        Report.Add(Name, "verify", Measure.Of(() => Secp256k1.Verify(digest, signature, key.PublicKey)));
        Report.Add(Name, "recover", Measure.Of(() => Secp256k1.Recover(digest, signature)));
    }
}
