using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Tests.Crypto;

public sealed class Secp256k1Tests
{
    private static readonly BigInteger N = BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", NumberStyles.HexNumber, null);

    [Fact]
    public void Wycheproof_decides_every_signature_as_Bitcoin_does()
    {
        using var set = JsonVectors.Read("secp256k1/wycheproof-ecdsa_secp256k1_sha256_bitcoin_test.json");
        var count = 0;
        foreach (var group in set.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var key = PublicKey.Parse(group.GetProperty("publicKey").Bytes("uncompressed"));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var digest = new Hash32(SHA256.HashData(test.Bytes("msg")));
                var verified = StrictDer.TryRead(test.Bytes("sig"), out var r, out var s) && Secp256k1.Verify(digest, r, s, key);
                Assert.True(verified == (test.Text("result") == "valid"), $"case {test.GetProperty("tcId")}: {test.Text("comment")}");
                count++;
            }
        }

        Counted.Exactly(463, count);
    }

    [Fact]
    public void The_nonce_of_a_signature_is_that_of_RFC_6979()
    {
        using var set = JsonVectors.Read("secp256k1/rfc6979.json");
        var count = 0;
        foreach (var test in set.RootElement.EnumerateArray())
        {
            using var key = new PrivateKey(test.Bytes("d"));
            using var nonce = new PrivateKey(test.Bytes("k0"));
            var signature = key.Sign(new Hash32(SHA256.HashData(Encoding.UTF8.GetBytes(test.Text("message")))));
            Assert.Equal(nonce.PublicKey.ToUncompressed()[1..33], signature.R.ToArray());
            count++;
        }

        Counted.Exactly(10, count);
    }

    [Fact]
    public void Keys_and_addresses_of_the_basic_tests_hold()
    {
        using var set = JsonVectors.Read("ethereum-tests/BasicTests/keyaddrtest.json");
        var count = 0;
        foreach (var test in set.RootElement.EnumerateArray())
        {
            using var key = new PrivateKey(test.Bytes("key"));
            Assert.Equal(test.Text("key"), Convert.ToHexStringLower(Keccak256.Hash(Encoding.ASCII.GetBytes(test.Text("seed"))).Bytes));
            Assert.Equal("0x" + test.Text("addr"), Hex.Encode(key.Address.Bytes));

            // What was signed is not said, and it is neither the Keccak-256 nor any usual digest of the empty string, so that
            // the signature can only be read.
            var signature = test.GetProperty("sig_of_emptystring");
            Assert.NotNull(new Signature(Word(Decimal(signature, "r")), Word(Decimal(signature, "s")), int.Parse(signature.Text("v"), null) - 27));
            count++;
        }

        Counted.Exactly(2, count);
    }

    [Fact]
    public void Every_account_of_ethers_has_its_address()
    {
        using var set = JsonVectors.Read("ethers-testcases/accounts.json.gz");
        var count = 0;
        foreach (var test in set.RootElement.EnumerateArray())
        {
            var address = Address.Parse(test.Text("address"));
            if (test.TryGetProperty("privateKey", out var privateKey))
            {
                using var key = new PrivateKey(Hex.Decode(privateKey.GetString()));
                Assert.Equal(address, key.Address);
            }

            Assert.Equal(test.Text("address"), address.ToString());
            count++;
        }

        Counted.Exactly(259, count);
    }

    [Fact]
    public void A_signature_verifies_recovers_and_is_low_and_its_mirror_is_refused_where_low_is_required()
    {
        for (var i = 0; i < 60; i++)
        {
            using var key = PrivateKey.Generate();
            var digest = Keccak256.Hash(BitConverter.GetBytes(i));
            var signature = key.Sign(digest);
            Assert.Equal(signature, key.Sign(digest));
            Assert.True(signature.IsLowS);
            Assert.True(Secp256k1.Verify(digest, signature, key.PublicKey));
            Assert.Equal(key.PublicKey, Secp256k1.Recover(digest, signature));

            var mirror = new Signature(signature.R, Word(N - Number(signature.S)), 1 - signature.YParity);
            Assert.False(mirror.IsLowS);
            Assert.False(Secp256k1.Verify(digest, mirror, key.PublicKey));
            Assert.True(Secp256k1.Verify(digest, mirror, key.PublicKey, requireLowS: false));
            Assert.Equal(key.PublicKey, Secp256k1.Recover(digest, mirror));
            Assert.False(Secp256k1.Verify(Keccak256.Hash(digest.Bytes), signature, key.PublicKey));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void An_r_that_is_no_point_recovers_nothing(int r)
    {
        if (r == 0)
        {
            Assert.Throws<FormatException>(() => new Signature(default, Word(BigInteger.One), 0));
            return;
        }

        var signature = new Signature(Word(r), Word(BigInteger.One), 0);
        Assert.False(Secp256k1.TryRecover(Keccak256.Hash([]), signature, out _));
        Assert.Throws<CryptographicException>(() => Secp256k1.Recover(Keccak256.Hash([]), signature));
    }

    [Fact]
    public void A_signature_whose_key_would_be_infinity_recovers_nothing()
    {
        using var one = new PrivateKey(Word(BigInteger.One).Bytes);
        var x = new Hash32(one.PublicKey.ToUncompressed().AsSpan(1, 32));
        var parity = one.PublicKey.ToCompressed()[0] - 2;

        // The point is G: with s = z, the key would be (sG - zG)/r, the point at infinity.
        var digest = Keccak256.Hash([1, 2, 3]);
        Assert.False(Secp256k1.TryRecover(digest, new Signature(x, Word(Number(digest) % N), parity), out _));
    }

    [Fact]
    public void Recovery_of_random_signatures_never_throws()
    {
        var random = new Random(3);
        var bytes = new byte[65];
        var recovered = 0;
        for (var i = 0; i < 600; i++)
        {
            random.NextBytes(bytes);
            bytes[64] = (byte)(27 + (i % 2));
            if (Signature.TryParse(bytes, out var signature) && Secp256k1.TryRecover(Keccak256.Hash(bytes), signature, out var key))
            {
                Assert.True(Secp256k1.Verify(Keccak256.Hash(bytes), signature, key, requireLowS: false));
                recovered++;
            }
        }

        Assert.InRange(recovered, 200, 400);
    }

    private static BigInteger Decimal(JsonElement element, string name) => BigInteger.Parse(element.Text(name), CultureInfo.InvariantCulture);

    private static BigInteger Number(Hash32 word) => new(word.Bytes, isUnsigned: true, isBigEndian: true);

    private static Hash32 Word(BigInteger value) => new([.. new byte[32 - value.GetByteCount(true)], .. value.ToByteArray(true, true)]);
}
