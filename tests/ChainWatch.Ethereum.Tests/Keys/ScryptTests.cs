using System.Text;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Ethereum.Tests.Keys;

public sealed class ScryptTests
{
    // RFC 7914, section 12.
    [Theory]
    [InlineData("", "", 16, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")]
    [InlineData("password", "NaCl", 1024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")]
    [InlineData("pleaseletmein", "SodiumChloride", 16384, 8, 1, "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")]
    public void The_answers_of_RFC_7914_hold(string passphrase, string salt, int n, int r, int p, string key)
    {
        var derived = new byte[64];
        Scrypt.DeriveKey(Encoding.ASCII.GetBytes(passphrase), Encoding.ASCII.GetBytes(salt), new ScryptCost(n, r, p), derived);
        Assert.Equal(key, Convert.ToHexStringLower(derived));
    }

    [Fact]
    public void Every_key_that_ethers_derives_is_derived()
    {
        using var set = JsonVectors.Read("ethers-testcases/pbkdf.json.gz");
        var count = 0;
        foreach (var test in set.RootElement.EnumerateArray())
        {
            var derived = new byte[test.GetProperty("dkLen").GetInt32()];
            var (scrypt, pbkdf2) = (test.GetProperty("scrypt"), test.GetProperty("pbkdf2"));
            var cost = new ScryptCost(scrypt.GetProperty("N").GetInt32(), scrypt.GetProperty("r").GetInt32(), scrypt.GetProperty("p").GetInt32());
            Scrypt.DeriveKey(test.Bytes("password"), test.Bytes("salt"), cost, derived);
            Assert.Equal(scrypt.Bytes("key"), derived);
            new Pbkdf2Derivation(test.Bytes("salt"), pbkdf2.GetProperty("iterations").GetInt32()).DeriveKey(test.Bytes("password"), derived);
            Assert.Equal(pbkdf2.Bytes("key"), derived);
            count += 2;
        }

        Counted.Exactly(530, count);
    }

    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(1, 8, 1)]
    [InlineData(3, 8, 1)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    [InlineData(1 << 20, 8, 1)]
    [InlineData(1 << 18, 8, 9)]
    [InlineData(2, int.MaxValue, 1)]
    [InlineData(2, int.MaxValue, int.MaxValue)]
    public void A_cost_without_sense_or_measure_is_refused(int n, int r, int p) => Assert.Throws<ArgumentException>(() => new ScryptCost(n, r, p));
}
