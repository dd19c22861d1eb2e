using System.Text;
using ChainWatch.Ethereum.Crypto;
using FsCheck;
using FsCheck.Fluent;
using Org.BouncyCastle.Crypto.Digests;

namespace ChainWatch.Ethereum.Tests.Crypto;

public sealed class Keccak256Tests
{
    [Fact]
    public void Every_short_known_answer_of_the_Keccak_team_holds()
    {
        var cases = KnownAnswers.Read(Vectors.Path("keccak/ShortMsgKAT_256.txt")).ToArray();
        foreach (var known in cases)
        {
            var message = Convert.FromHexString(known["Msg"]).AsSpan(0, int.Parse(known["Len"], null) / 8);
            Assert.Equal(known["MD"], Convert.ToHexString(Keccak256.Hash(message).Bytes));
        }

        Counted.Exactly(256, cases.Length);
    }

    [Fact]
    public void The_extremely_long_known_answer_of_the_Keccak_team_holds()
    {
        var known = Assert.Single(KnownAnswers.Read(Vectors.Path("keccak/ExtremelyLongMsgKAT_256.txt")));
        var text = Encoding.ASCII.GetBytes(known["Text"]);
        var message = new byte[text.Length * int.Parse(known["Repeat"], null)];
        for (var i = 0; i < message.Length; i += text.Length)
        {
            text.CopyTo(message, i);
        }

        Assert.Equal(known["MD"], Convert.ToHexString(Keccak256.Hash(message).Bytes));
    }

    [Fact]
    public void Every_Keccak_256_answer_of_Crypto_plus_plus_holds()
    {
        var count = 0;
        foreach (var (message, digest) in KnownAnswers.ReadCryptoPlusPlus(Vectors.Path("keccak/cryptopp-keccak.txt"), "Keccak-256"))
        {
            Assert.Equal(digest, Convert.ToHexStringLower(Keccak256.Hash(message).Bytes));
            count++;
        }

        Counted.Exactly(7, count);
    }

    [Fact]
    public void Every_Keccak_256_answer_of_ethers_holds()
    {
        using var set = JsonVectors.Read("ethers-testcases/hashes.json.gz");
        var count = 0;
        foreach (var test in set.RootElement.EnumerateArray())
        {
            Assert.Equal(test.Text("keccak256"), Keccak256.Hash(test.Bytes("data")).ToString());
            count++;
        }

        Counted.Exactly(257, count);
    }

    [Fact]
    public void Two_parts_hash_as_one_message_and_as_BouncyCastle_hashes_it() => Prop.ForAll<byte[], byte>((seed, cut) =>
    {
        byte[] message = [.. seed, .. seed, .. seed, .. seed, .. seed, .. seed, .. seed, .. seed];
        var at = Math.Min(cut, message.Length);
        var hash = Keccak256.Hash(message);
        Assert.Equal(hash, Keccak256.Hash(message.AsSpan(0, at), message.AsSpan(at)));
        Assert.Equal(BouncyCastle(message), hash.ToArray());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Every_length_around_a_block_and_every_cut_hash_alike()
    {
        var message = new byte[300];
        new Random(7).NextBytes(message);
        for (var length = 0; length <= message.Length; length++)
        {
            var expected = new Hash32(BouncyCastle(message[..length]));
            for (var cut = 0; cut <= length; cut++)
            {
                Assert.Equal(expected, Keccak256.Hash(message.AsSpan(0, cut), message.AsSpan(cut, length - cut)));
            }
        }
    }

    private static byte[] BouncyCastle(byte[] message)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(message, 0, message.Length);
        var hash = new byte[32];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
