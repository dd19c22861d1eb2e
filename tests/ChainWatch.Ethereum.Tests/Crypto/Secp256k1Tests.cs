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
    public void The_first_the_second_and_the_sixteenth_nonce_are_those_of_RFC_6979()
    {
        using var set = JsonVectors.Read("secp256k1/rfc6979.json");
        var count = 0;
        var nonces = new byte[16][];
        foreach (var test in set.RootElement.EnumerateArray())
        {
            var digest = new Hash32(SHA256.HashData(Encoding.UTF8.GetBytes(test.Text("message"))));
            using var sequence = new NonceSequence(test.Bytes("d"), digest);
            for (var i = 0; i < nonces.Length; i++)
            {
                sequence.Next(nonces[i] = new byte[32]);
            }

            Assert.Equal([test.Bytes("k0"), test.Bytes("k1"), test.Bytes("k15")], [nonces[0], nonces[1], nonces[15]]);

            // A signature takes the first: its r is that nonce's point.
            using var key = new PrivateKey(test.Bytes("d"));
            using var nonce = new PrivateKey(test.Bytes("k0"));
            Assert.Equal(nonce.PublicKey.ToUncompressed()[1..33], key.Sign(digest).R.ToArray());
            count += 3;
        }

        Counted.Exactly(30, count);
    }

    [Fact]
    public void A_digest_beyond_the_order_is_reduced_before_its_nonce()
    {
        var digest = Hash32.Parse("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
        var reduced = Word(Number(digest) - N);
        using var key = new PrivateKey(Word(7).Bytes);
        Assert.Equal(key.Sign(reduced), key.Sign(digest));
        Assert.True(Secp256k1.Verify(digest, key.Sign(digest), key.PublicKey));
    }

    [Fact]
    public void Keys_and_addresses_of_the_basic_tests_hold_and_their_two_signatures_are_of_no_one_digest()
    {
        using var set = JsonVectors.Read("ethereum-tests/BasicTests/keyaddrtest.json");
        var (count, digests) = (0, new HashSet<string>());
        foreach (var test in set.RootElement.EnumerateArray())
        {
            using var key = new PrivateKey(test.Bytes("key"));
            Assert.Equal(test.Text("key"), Convert.ToHexStringLower(Keccak256.Hash(Encoding.ASCII.GetBytes(test.Text("seed"))).Bytes));
            Assert.Equal("0x" + test.Text("addr"), Hex.Encode(key.Address.Bytes));
            foreach (var digest in DigestPoints(test.GetProperty("sig_of_emptystring"), key.PublicKey))
            {
                Assert.True(digests.Add(digest));
            }

            count++;
        }

        // "Of the empty string" they are said to be; whatever its digest, it would be the same in both.
        TestContext.Current.TestOutputHelper?.WriteLine("not run: 2 signatures (sig_of_emptystring), which are read and are not of one digest");
        Counted.Exactly(2, count);
        Assert.Equal(4, digests.Count);
    }

    /// <summary>zG of the digest z that a signature is of: sR - rQ, for either point R that has r as its x.</summary>
    private static IEnumerable<string> DigestPoints(JsonElement signature, PublicKey key)
    {
        var (r, s) = (Decimal(signature, "r"), Decimal(signature, "s"));
        Assert.NotNull(new Signature(Word(r), Word(s), int.Parse(signature.Text("v"), null) - 27));
        for (byte form = 2; form < 4; form++)
        {
            var point = PublicKey.Parse([form, .. Word(r).Bytes]).Point;
            var digest = point.Multiply(Scalar(s)).Subtract(key.Point.Multiply(Scalar(r))).Normalize();
            yield return Convert.ToHexString(digest.GetEncoded(true));
        }
    }

    private static Org.BouncyCastle.Math.BigInteger Scalar(BigInteger value) => new(1, Word(value).ToArray());

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
