using System.Text;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Ethereum.Tests.Keys;

public sealed class KeystoreTests
{
    private static readonly PrivateKey Key = new(Enumerable.Repeat((byte)9, 32).ToArray());
    private static readonly byte[] Written = Keystore.Encrypt(Key, "correct horse", new ScryptCost(2, 1, 1));

    [Fact]
    public void Every_official_keystore_opens()
    {
        using var set = JsonVectors.Read("ethereum-tests/KeyStoreTests/basic_tests.json");
        var count = 0;
        foreach (var test in set.RootElement.EnumerateObject())
        {
            var json = Encoding.UTF8.GetBytes(test.Value.GetProperty("json").GetRawText());
            using var key = Keystore.Decrypt(json, test.Value.Text("password"));
            Assert.Equal(test.Value.Text("priv"), Shown(key));
            count++;
        }

        Counted.Exactly(5, count);
    }

    /// <summary>The file's other case, ecies1, is encryption to a public key (ECIES, of the peer-to-peer network), which the library does not have.</summary>
    [Fact]
    public void The_official_case_of_AES_in_counter_mode_is_decrypted()
    {
        using var set = JsonVectors.Read("ethereum-tests/BasicTests/crypto.json");
        Assert.Equal(["aes1", "ecies1"], set.RootElement.EnumerateObject().Select(test => test.Name));
        var aes = set.RootElement.GetProperty("aes1");
        var plain = new byte[aes.Bytes("payload").Length];
        Keystore.Crypt(aes.Bytes("key"), new byte[KeystoreDocument.IvSize], aes.Bytes("cipher"), plain);
        Assert.Equal(aes.Bytes("payload"), plain);
        TestContext.Current.TestOutputHelper?.WriteLine("1 case; not run: ecies1");
    }

    [Fact]
    public void Every_wallet_of_ethers_opens_and_what_is_no_keystore_is_refused()
    {
        using var set = JsonVectors.Read("ethers-testcases/wallets.json.gz");
        var (keystores, others) = (0, 0);
        foreach (var test in set.RootElement.EnumerateArray())
        {
            var json = Encoding.UTF8.GetBytes(test.Text("content"));
            if (test.Text("type") == "keystore")
            {
                using var key = Keystore.Decrypt(json, test.Bytes("password"));
                Assert.Equal(test.Text("address"), key.Address.ToString());
                keystores++;
            }
            else
            {
                Assert.Equal("crowdsale", test.Text("type"));
                Assert.Equal(KeystoreFailure.Damaged, Assert.Throws<KeystoreException>(() => Keystore.Decrypt(json, test.Bytes("password"))).Failure);
                others++;
            }
        }

        Counted.Exactly(7, keystores);
        Counted.Exactly(2, others);
    }

    [Fact]
    public void What_is_written_opens_and_says_its_address()
    {
        using var key = Keystore.Decrypt(Written, "correct horse");
        Assert.Equal(Shown(Key), Shown(key));
        Assert.Equal(Key.Address, Keystore.ReadAddress(Written));
        Assert.DoesNotContain(Shown(Key), Encoding.UTF8.GetString(Written), StringComparison.Ordinal);
    }

    [Fact]
    public void A_passphrase_beyond_ASCII_is_taken_as_UTF_8()
    {
        var json = Keystore.Encrypt(Key, "tõde 🔑", new ScryptCost(2, 1, 1));
        using var key = Keystore.Decrypt(json, Encoding.UTF8.GetBytes("tõde 🔑"));
        Assert.Equal(Key.Address, key.Address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct hors")]
    [InlineData("correct horse ")]
    [InlineData("Correct horse")]
    public void A_wrong_passphrase_is_named_as_such(string passphrase) =>
        Assert.Equal(KeystoreFailure.WrongPassphrase, Failure(Written, passphrase));

    [Theory]
    [InlineData("crypto.ciphertext")]
    [InlineData("crypto.mac")]
    [InlineData("crypto.kdfparams.salt")]
    public void One_changed_bit_of_what_the_MAC_covers_does_not_open(string path) =>
        Assert.Equal(KeystoreFailure.WrongPassphrase, Failure(Changed(path, node => FlipLast(node!.GetValue<string>()))));

    [Theory]
    [InlineData("address")]
    [InlineData("crypto.cipherparams.iv")]
    public void One_changed_bit_of_what_the_MAC_does_not_cover_is_found_by_the_address(string path) =>
        Assert.Equal(KeystoreFailure.Damaged, Failure(Changed(path, node => FlipLast(node!.GetValue<string>()))));

    [Theory]
    [InlineData("version", "4", KeystoreFailure.NotSupported)]
    [InlineData("version", "\"3\"", KeystoreFailure.Damaged)]
    [InlineData("version", "1e400", KeystoreFailure.Damaged)]
    [InlineData("crypto", "[]", KeystoreFailure.Damaged)]
    [InlineData("address", "\"0x12\"", KeystoreFailure.Damaged)]
    [InlineData("crypto.cipher", "\"aes-128-cbc\"", KeystoreFailure.NotSupported)]
    [InlineData("crypto.ciphertext", "\"\"", KeystoreFailure.Damaged)]
    [InlineData("crypto.ciphertext", "7", KeystoreFailure.Damaged)]
    [InlineData("crypto.ciphertext", "\"\\ud800\"", KeystoreFailure.Damaged)]
    [InlineData("crypto.mac", "\"zz\"", KeystoreFailure.Damaged)]
    [InlineData("crypto.cipherparams.iv", "\"00\"", KeystoreFailure.Damaged)]
    [InlineData("crypto.kdf", "\"argon2id\"", KeystoreFailure.NotSupported)]
    [InlineData("crypto.kdfparams.dklen", "64", KeystoreFailure.NotSupported)]
    [InlineData("crypto.kdfparams.n", "0", KeystoreFailure.Damaged)]
    [InlineData("crypto.kdfparams.n", "3", KeystoreFailure.Damaged)]
    [InlineData("crypto.kdfparams.n", "1073741824", KeystoreFailure.TooCostly)]
    [InlineData("crypto.kdfparams.n", "4294967296", KeystoreFailure.Damaged)]
    [InlineData("crypto.kdfparams.r", "2147483647", KeystoreFailure.TooCostly)]
    [InlineData("crypto.kdfparams.p", "2147483647", KeystoreFailure.TooCostly)]
    [InlineData("crypto.kdfparams.p", "0", KeystoreFailure.Damaged)]
    public void A_file_that_says_something_else_is_refused_before_any_work(string path, string value, KeystoreFailure failure) =>
        Assert.Equal(failure, Failure(Replaced(path, value)));

    [Fact]
    public void PBKDF2_beyond_measure_is_refused()
    {
        const string Parameters = """{"c":10000001,"dklen":32,"prf":"hmac-sha256","salt":""}""";
        var json = Replaced("crypto.kdf", "\"pbkdf2\"");
        var node = JsonNode.Parse(json)!;
        node["crypto"]!["kdfparams"] = JsonNode.Parse(Parameters);
        Assert.Equal(KeystoreFailure.TooCostly, Failure(Encoding.UTF8.GetBytes(node.ToJsonString())));
    }

    [Fact]
    public void A_member_that_stands_twice_is_refused()
    {
        var text = Encoding.UTF8.GetString(Written).Replace("\"version\":3", "\"version\":3,\"version\":3", StringComparison.Ordinal);
        Assert.Equal(KeystoreFailure.Damaged, Failure(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Every_missing_member_is_damage()
    {
        foreach (var path in (string[])["version", "crypto", "crypto.cipher", "crypto.cipherparams", "crypto.cipherparams.iv", "crypto.ciphertext",
            "crypto.kdf", "crypto.kdfparams", "crypto.kdfparams.n", "crypto.kdfparams.salt", "crypto.mac"])
        {
            var node = JsonNode.Parse(Written)!;
            var names = path.Split('.');
            names[..^1].Aggregate(node, (at, name) => at[name]!).AsObject().Remove(names[^1]);
            Assert.Equal(KeystoreFailure.Damaged, Failure(Encoding.UTF8.GetBytes(node.ToJsonString())));
        }
    }

    [Fact]
    public void No_cut_and_no_changed_byte_of_a_million_throws_anything_else()
    {
        var random = new Random(5);
        var read = 0;
        for (var i = 0; i < Counted.Million; i++)
        {
            var json = i < Written.Length ? Written[..i] : [.. Written];
            for (var change = i < Written.Length ? 0 : random.Next(1, 4); change > 0; change--)
            {
                json[random.Next(json.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : Written[random.Next(Written.Length)];
            }

            try
            {
                KeystoreDocument.Read(json);
                read++;
            }
            catch (KeystoreException)
            {
            }
        }

        // Read and not opened: no passphrase is tried, whatever cost the document asks for.
        TestContext.Current.TestOutputHelper?.WriteLine($"{Counted.Million} changed key files, {read} still read");
        Assert.InRange(read, 1, Counted.Million - 1);
    }

    [Fact]
    public void A_file_is_written_for_its_owner_alone_and_never_replaced()
    {
        var folder = Directory.CreateTempSubdirectory("chainwatch-keystore-");
        try
        {
            var path = KeystoreFile.Write(Path.Combine(folder.FullName, "key.json"), Key, "secret", new ScryptCost(2, 1, 1));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }

            Assert.Equal([path], Directory.GetFiles(folder.FullName));
            Assert.Equal(Key.Address, KeystoreFile.ReadAddress(path));
            using var read = KeystoreFile.Read(path, "secret");
            Assert.Equal(Shown(Key), Shown(read));

            var before = File.ReadAllBytes(path);
            Assert.Throws<IOException>(() => KeystoreFile.Write(path, Key, "other", new ScryptCost(2, 1, 1)));
            Assert.Equal(before, File.ReadAllBytes(path));
            Assert.Equal([path], Directory.GetFiles(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_of_gigabytes_is_refused_without_being_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenWrite(path))
            {
                file.SetLength(4L << 30);
            }

            Assert.Equal(KeystoreFailure.Damaged, Assert.Throws<KeystoreException>(() => KeystoreFile.Read(path, "x")).Failure);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static KeystoreFailure Failure(byte[] json, string passphrase = "correct horse")
    {
        var error = Assert.Throws<KeystoreException>(() => Keystore.Decrypt(json, passphrase));
        Assert.DoesNotContain(Shown(Key), error.ToString(), StringComparison.Ordinal);
        return error.Failure;
    }

    private static byte[] Replaced(string path, string value)
    {
        var marker = "\"@\"";
        var text = Encoding.UTF8.GetString(Changed(path, _ => "@"));
        return Encoding.UTF8.GetBytes(text.Replace(marker, value, StringComparison.Ordinal));
    }

    private static byte[] Changed(string path, Func<JsonNode?, string> change)
    {
        var node = JsonNode.Parse(Written)!;
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(node, (at, name) => at[name]!);
        parent[names[^1]] = change(parent[names[^1]]);
        return Encoding.UTF8.GetBytes(node.ToJsonString());
    }

    private static string FlipLast(string hex) => hex[..^1] + (hex[^1] == '0' ? '1' : '0');

    private static string Shown(PrivateKey key)
    {
        var bytes = new byte[32];
        key.CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
