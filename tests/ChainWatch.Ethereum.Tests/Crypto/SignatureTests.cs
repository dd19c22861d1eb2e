using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Tests.Crypto;

public sealed class SignatureTests
{
    private static readonly byte[] Signed = new PrivateKey(Enumerable.Repeat((byte)7, 32).ToArray()).Sign(Keccak256.Hash([])).ToArray();

    [Theory]
    [InlineData(0, 27)]
    [InlineData(1, 28)]
    [InlineData(27, 27)]
    [InlineData(28, 28)]
    public void Every_spelling_of_v_is_read_and_one_is_written(byte v, byte written)
    {
        var signature = Signature.Parse([.. Signed[..64], v]);
        Assert.Equal(written, signature.ToArray()[64]);
        Assert.Equal(written - 27, signature.YParity);
        Assert.Equal(signature, Signature.Parse(signature.ToString()));
    }

    [Fact]
    public void Every_other_v_is_refused()
    {
        for (var v = 0; v < 256; v++)
        {
            byte[] bytes = [.. Signed[..64], (byte)v];
            if (v is not (0 or 1 or 27 or 28))
            {
                Assert.Throws<FormatException>(() => Signature.Parse(bytes));
                Assert.False(Signature.TryParse(bytes, out _));
            }
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void An_r_or_an_s_out_of_range_is_refused(string word)
    {
        var bad = Convert.FromHexString(word);
        Assert.Throws<FormatException>(() => Signature.Parse([.. bad, .. Signed[32..]]));
        Assert.Throws<FormatException>(() => Signature.Parse([.. Signed[..32], .. bad, 27]));
        Assert.False(Signature.TryParse([.. bad, .. Signed[32..]], out _));
    }

    [Fact]
    public void The_largest_r_and_s_are_read()
    {
        var largest = Hash32.Parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140");
        Assert.False(new Signature(largest, largest, 1).IsLowS);
    }

    [Fact]
    public void Half_the_order_is_the_highest_low_s()
    {
        var one = Hash32.Parse("0x0000000000000000000000000000000000000000000000000000000000000001");
        Assert.True(new Signature(one, Hash32.Parse("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0"), 0).IsLowS);
        Assert.False(new Signature(one, Hash32.Parse("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1"), 0).IsLowS);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(66)]
    public void Another_length_is_refused(int length)
    {
        Assert.Throws<FormatException>(() => Signature.Parse(new byte[length]));
        Assert.False(Signature.TryParse(new byte[length], out _));
    }
}
