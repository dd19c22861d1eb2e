using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Ethereum.Tests.Keys;

public sealed class LocalSignerTests : SignerConformance, IDisposable
{
    private readonly LocalSigner _signer = new(PrivateKey.Generate());

    protected override ISigner Signer => _signer;

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void A_phrase_gives_the_accounts_of_every_local_chain()
    {
        using var mnemonic = Mnemonic.Parse("test test test test test test test test test test test junk");
        using var second = LocalSigner.FromMnemonic(mnemonic, DerivationPath.Ethereum(1));
        Assert.Equal("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", second.Address.ToString());
    }

    [Fact]
    public async Task A_disposed_signer_signs_nothing()
    {
        var signer = new LocalSigner(PrivateKey.Generate());
        signer.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => signer.SignMessageAsync(default, TestContext.Current.CancellationToken));
    }
}
