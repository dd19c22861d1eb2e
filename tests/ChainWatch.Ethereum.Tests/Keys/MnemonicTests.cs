using System.Text;
using ChainWatch.Ethereum.Keys;
using FsCheck;
using FsCheck.Fluent;

namespace ChainWatch.Ethereum.Tests.Keys;

public sealed class MnemonicTests
{
    private const string Phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow";

    [Fact]
    public void Every_Trezor_vector_gives_its_entropy_phrase_seed_and_master_key()
    {
        using var set = JsonVectors.Read("bip/trezor-bip39-vectors.json");
        var count = 0;
        foreach (var language in set.RootElement.EnumerateObject())
        {
            foreach (var test in language.Value.EnumerateArray())
            {
                var (entropy, phrase, seed, xprv) = (Hex.Decode("0x" + test[0]), test[1].GetString()!, "0x" + test[2], test[3].GetString());
                if (language.Name == "english")
                {
                    AssertPhrase(phrase, entropy, "TREZOR", seed);
                }

                // The list of words is the English one; the seeds of other languages hold all the same.
                Assert.Equal(seed, Hex.Encode(Mnemonic.SeedOf(phrase, "TREZOR")));
                using var master = ExtendedPrivateKey.FromSeed(Hex.Decode(seed));
                Assert.Equal(xprv, master.ExportXprv());
                count++;
            }
        }

        Counted.Exactly(288, count);
    }

    [Fact]
    public void Every_mnemonic_of_ethers_gives_its_seed_in_ten_languages_and_its_entropy_in_English()
    {
        using var set = JsonVectors.Read("ethers-testcases/mnemonics.json.gz");
        var (count, english) = (0, 0);
        foreach (var test in set.RootElement.EnumerateArray())
        {
            var (phrase, passphrase) = (Encoding.UTF8.GetString(test.Bytes("phrase")), Encoding.UTF8.GetString(test.Bytes("password")));
            Assert.Equal(test.Text("seed"), Hex.Encode(Mnemonic.SeedOf(phrase, passphrase)));
            if (test.Text("locale") == "en")
            {
                AssertPhrase(phrase, test.Bytes("entropy"), passphrase, test.Text("seed"));
                english++;
            }

            count++;
        }

        Counted.Exactly(40, english);
        Counted.Exactly(400, count);
    }

    [Fact]
    public void One_wrong_word_is_refused_unless_the_checksum_happens_to_hold()
    {
        var words = Phrase.Split(' ');
        var accepted = 0;
        for (var place = 0; place < EnglishWords.Count; place++)
        {
            words[3] = EnglishWords.At(place);
            try
            {
                using var read = Mnemonic.Parse(string.Join(' ', words));
                accepted++;
            }
            catch (FormatException e)
            {
                Assert.Contains("checksum", e.Message, StringComparison.Ordinal);
            }
        }

        // Four bits of checksum let one in sixteen pass.
        Assert.InRange(accepted, 90, 170);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("legal")]
    [InlineData("legal winner thank year wave sausage worth useful legal winner thank")]
    [InlineData(Phrase + " legal")]
    [InlineData(Phrase + " " + Phrase + " " + Phrase)]
    [InlineData("Legal winner thank year wave sausage worth useful legal winner thank yellow")]
    [InlineData("legal winner thank year wave sausage worth useful legal winner thank qwertyuiop")]
    [InlineData("winner legal thank year wave sausage worth useful legal winner thank yellow")]
    public void What_is_no_phrase_is_refused_and_no_word_of_it_is_shown(string text)
    {
        var error = Assert.Throws<FormatException>(() => Mnemonic.Parse(text));
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 4))
        {
            Assert.DoesNotContain(word, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void White_space_between_words_does_not_matter()
    {
        using var read = Mnemonic.Parse("\t" + Phrase.Replace(" ", " \n ", StringComparison.Ordinal) + "\r\n");
        Assert.Equal(Phrase, new string(read.ToPhrase()));
    }

    [Theory]
    [InlineData(128, 12)]
    [InlineData(160, 15)]
    [InlineData(192, 18)]
    [InlineData(224, 21)]
    [InlineData(256, 24)]
    public void A_generated_phrase_reads_back(int bits, int words)
    {
        using var generated = Mnemonic.Generate(bits);
        using var read = Mnemonic.Parse(generated.ToPhrase());
        Assert.Equal(generated.ToEntropy(), read.ToEntropy());
        Assert.Equal(bits / 8, read.ToEntropy().Length);
        Assert.Equal(words, read.WordCount);
        Assert.DoesNotContain(new string(generated.ToPhrase()), generated.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(96)]
    [InlineData(136)]
    [InlineData(288)]
    public void Another_strength_is_refused(int bits)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Mnemonic.Generate(bits));
        Assert.Throws<FormatException>(() => Mnemonic.FromEntropy(new byte[bits / 8]));
    }

    [Fact]
    public void The_word_list_is_the_official_one()
    {
        var text = string.Concat(Enumerable.Range(0, EnglishWords.Count).Select(place => EnglishWords.At(place) + "\n"));
        Assert.Equal(
            "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(text))));
    }

    [Fact]
    public void Reading_never_throws_anything_but_a_format_error() => Prop.ForAll<int[], string>((places, noise) =>
    {
        var text = string.Join(' ', places.Select(place => EnglishWords.At(place & 2047))) + noise;
        try
        {
            Mnemonic.Parse(text).Dispose();
        }
        catch (FormatException)
        {
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData("é", "65CC81")]
    [InlineData("㍍", "E383A1E383BCE38388E383AB")]
    [InlineData("각", "E18480E185A1E186A8")]
    [InlineData("가", "E18480E185A1")]
    [InlineData("q\u0307\u0323", "71CCA3CC87")]
    [InlineData("q\u0323\u0307", "71CCA3CC87")]
    [InlineData("ﬁ①", "666931")]
    public void Passphrases_are_normalized_whatever_the_runtime_does(string text, string utf8) =>
        Assert.Equal(utf8, Convert.ToHexString(Nfkd.ToUtf8(text)));

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() => Assert.Throws<FormatException>(() => Mnemonic.SeedOf("a", "\ud800"));

    private static void AssertPhrase(string phrase, byte[] entropy, string passphrase, string seed)
    {
        using var read = Mnemonic.Parse(phrase);
        Assert.Equal(entropy, read.ToEntropy());
        Assert.Equal(seed, Hex.Encode(read.ToSeed(passphrase)));
        using var made = Mnemonic.FromEntropy(entropy);
        Assert.Equal(phrase, new string(made.ToPhrase()));
    }
}
