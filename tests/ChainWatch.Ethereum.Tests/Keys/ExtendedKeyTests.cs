using System.Text.RegularExpressions;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Ethereum.Tests.Keys;

public sealed partial class ExtendedKeyTests
{
    [Fact]
    public void Every_chain_of_BIP_32_gives_its_keys()
    {
        var seed = Array.Empty<byte>();
        var path = "";
        var count = 0;
        foreach (var line in File.ReadLines(Vectors.Path("bip/bip-0032.mediawiki")))
        {
            if (SeedLine().Match(line) is { Success: true } seeded)
            {
                seed = Convert.FromHexString(seeded.Groups[1].Value);
            }
            else if (ChainLine().Match(line) is { Success: true } chain)
            {
                path = chain.Groups[1].Value.Replace("<sub>H</sub>", "'", StringComparison.Ordinal).Trim();
            }
            else if (KeyLine().Match(line) is { Success: true } known)
            {
                using var key = Derive(seed, path);
                var text = known.Groups[1].Value;
                Assert.Equal(text, text.StartsWith("xprv", StringComparison.Ordinal) ? key.ExportXprv() : key.ToPublic().ToString());
                AssertReadsBack(text);
                count++;
            }
        }

        Counted.Exactly(34, count);
    }

    [Fact]
    public void Every_invalid_key_of_BIP_32_is_refused()
    {
        var count = 0;
        foreach (var line in File.ReadLines(Vectors.Path("bip/bip-0032.mediawiki")))
        {
            if (InvalidLine().Match(line) is { Success: true } invalid)
            {
                var text = invalid.Groups[1].Value;
                Assert.DoesNotContain(text, Assert.Throws<FormatException>(() => ExtendedPrivateKey.ParseXprv(text)).Message, StringComparison.Ordinal);
                Assert.Throws<FormatException>(() => ExtendedPublicKey.Parse(text));
                count++;
            }
        }

        Counted.Exactly(16, count);
    }

    [Fact]
    public void Every_node_of_the_mnemonics_of_ethers_holds()
    {
        using var set = JsonVectors.Read("ethers-testcases/mnemonics.json.gz");
        var count = 0;
        foreach (var test in set.RootElement.EnumerateArray())
        {
            foreach (var node in test.GetProperty("nodes").EnumerateArray())
            {
                using var key = Derive(test.Bytes("seed"), node.Text("path"));
                Assert.Equal(node.Text("xpriv"), key.ExportXprv());
                Assert.Equal(node.Text("xpub"), key.ToPublic().ToString());
                Assert.Equal(node.Text("publicKey"), key.Key.PublicKey.ToString());
                Assert.Equal(node.GetProperty("depth").GetInt32(), key.Place.Depth);
                Assert.Equal(node.GetProperty("index").GetUInt32(), key.Place.Child);
                Assert.Equal(node.Text("parentFingerprint"), $"0x{key.Place.ParentFingerprint:x8}");
                count++;
            }
        }

        Counted.Exactly(2400, count);
    }

    [Fact]
    public void Public_derivation_reaches_the_same_keys_as_private_derivation()
    {
        using var mnemonic = Mnemonic.Parse("test test test test test test test test test test test junk");
        using var master = ExtendedPrivateKey.FromSeed(mnemonic.ToSeed());
        using var account = master.Derive(DerivationPath.Parse("m/44'/60'/0'"));
        for (var index = 0u; index < 20; index++)
        {
            using var key = master.Derive(DerivationPath.Ethereum(index));
            Assert.Equal(key.ToPublic().ToString(), account.ToPublic().Child(0).Child(index).ToString());
        }

        // The accounts of every local chain of Hardhat and Foundry.
        using var first = master.Derive(DerivationPath.Ethereum(0));
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", first.Key.Address.ToString());
    }

    [Fact]
    public void A_public_key_has_no_hardened_children()
    {
        using var master = ExtendedPrivateKey.FromSeed(new byte[16]);
        Assert.Throws<ArgumentOutOfRangeException>(() => master.ToPublic().Child(DerivationPath.Hardened));
    }

    [Fact]
    public void A_disposed_key_derives_nothing()
    {
        var master = ExtendedPrivateKey.FromSeed(new byte[16]);
        master.Dispose();
        Assert.Throws<ObjectDisposedException>(() => master.Child(DerivationPath.Hardened));
        Assert.Throws<ObjectDisposedException>(() => master.ExportXprv());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(65)]
    public void A_seed_of_another_length_is_refused(int length) =>
        Assert.Throws<FormatException>(() => ExtendedPrivateKey.FromSeed(new byte[length]));

    [Theory]
    [InlineData("m", "m")]
    [InlineData("m/44'/60h/0H/0/2147483647", "m/44'/60'/0'/0/2147483647")]
    public void Paths_are_read_and_written(string text, string written) => Assert.Equal(written, DerivationPath.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("M/0")]
    [InlineData("0/1")]
    [InlineData("m/")]
    [InlineData("m//0")]
    [InlineData("m/2147483648")]
    [InlineData("m/4294967296'")]
    [InlineData("m/-1")]
    [InlineData("m/+1")]
    [InlineData("m/ 1")]
    [InlineData("m/01")]
    [InlineData("m/1''")]
    [InlineData("m/'")]
    [InlineData("m/0x1")]
    public void Other_paths_are_refused(string text) => Assert.Throws<FormatException>(() => DerivationPath.Parse(text));

    [Fact]
    public void A_path_has_at_most_255_levels()
    {
        Assert.Equal(255, DerivationPath.Parse("m" + string.Concat(Enumerable.Repeat("/0", 255))).Children.Count);
        Assert.Throws<FormatException>(() => DerivationPath.Parse("m" + string.Concat(Enumerable.Repeat("/0", 256))));
    }

    [Fact]
    public void Every_change_of_one_character_is_refused()
    {
        using var master = ExtendedPrivateKey.FromSeed(new byte[32]);
        var text = master.ToPublic().ToString();
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var other in "1z0é")
            {
                if (text[i] != other)
                {
                    Assert.Throws<FormatException>(() => ExtendedPublicKey.Parse(text[..i] + other + text[(i + 1)..]));
                }
            }
        }

        Assert.Throws<FormatException>(() => ExtendedPublicKey.Parse("1" + text));
        Assert.Throws<FormatException>(() => ExtendedPublicKey.Parse(text + "1"));
        Assert.Throws<FormatException>(() => ExtendedPublicKey.Parse(""));
    }

    private static ExtendedPrivateKey Derive(byte[] seed, string path)
    {
        using var master = ExtendedPrivateKey.FromSeed(seed);
        return master.Derive(DerivationPath.Parse(path));
    }

    private static void AssertReadsBack(string text)
    {
        if (text.StartsWith("xpub", StringComparison.Ordinal))
        {
            Assert.Equal(text, ExtendedPublicKey.Parse(text).ToString());
            return;
        }

        using var key = ExtendedPrivateKey.ParseXprv(text);
        Assert.Equal(text, key.ExportXprv());
    }

    [GeneratedRegex(@"^Seed \(hex\): ([0-9a-f]+)")]
    private static partial Regex SeedLine();

    [GeneratedRegex(@"^\* Chain (.+)$")]
    private static partial Regex ChainLine();

    [GeneratedRegex(@"^\*\* ext (?:pub|prv): (\w+)")]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"^\* (\w{100,120}) \(")]
    private static partial Regex InvalidLine();
}
