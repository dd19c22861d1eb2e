using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Tests.Crypto;

public sealed class KeyTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void No_text_of_a_private_key_shows_it()
    {
        using var key = new PrivateKey(Convert.FromHexString(Secret));
        Assert.DoesNotContain("0123456789abcdef", key.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(key.Address.ToString(), key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_key_signs_nothing_and_shows_nothing()
    {
        var key = new PrivateKey(Convert.FromHexString(Secret));
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(Hash32.Zero));
        Assert.Throws<ObjectDisposedException>(() => key.CopyTo(new byte[32]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData(Secret + "00")]
    public void A_private_key_out_of_range_is_refused_without_being_shown(string bytes)
    {
        var error = Assert.Throws<FormatException>(() => new PrivateKey(Convert.FromHexString(bytes)));
        Assert.DoesNotContain("baaedce6", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_public_key_is_read_in_both_forms_and_in_no_other()
    {
        using var key = new PrivateKey(Convert.FromHexString(Secret));
        var (compressed, uncompressed) = (key.PublicKey.ToCompressed(), key.PublicKey.ToUncompressed());
        Assert.Equal(key.PublicKey, PublicKey.Parse(compressed));
        Assert.Equal(key.PublicKey, PublicKey.Parse(uncompressed));

        Assert.Throws<FormatException>(() => PublicKey.Parse([]));
        Assert.Throws<FormatException>(() => PublicKey.Parse([0]));
        Assert.Throws<FormatException>(() => PublicKey.Parse([4, .. compressed[1..]]));
        Assert.Throws<FormatException>(() => PublicKey.Parse([6, .. uncompressed[1..]]));
        Assert.Throws<FormatException>(() => PublicKey.Parse([.. uncompressed[..64], (byte)(uncompressed[64] ^ 1)]));
        Assert.Throws<FormatException>(() => PublicKey.Parse([2, .. Enumerable.Repeat((byte)0xff, 32)]));
    }

    [Fact]
    public void Generated_keys_differ()
    {
        using var one = PrivateKey.Generate();
        using var other = PrivateKey.Generate();
        Assert.NotEqual(one.Address, other.Address);
    }
}
