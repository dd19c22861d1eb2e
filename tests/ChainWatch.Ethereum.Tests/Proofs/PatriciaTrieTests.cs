using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Tests.Proofs;

public sealed class PatriciaTrieTests
{
    /// <summary>Files of TrieTests with the number of their cases.</summary>
    [Theory]
    [InlineData("trietest", false, 5)]
    [InlineData("trieanyorder", false, 7)]
    [InlineData("trietest_secureTrie", true, 3)]
    [InlineData("trieanyorder_secureTrie", true, 7)]
    [InlineData("hex_encoded_securetrie_test", true, 3)]
    public void Official_tries_have_their_roots(string file, bool isSecure, int count)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Vectors.Path($"ethereum-tests/TrieTests/{file}.json")));
        var cases = 0;
        foreach (var test in json.RootElement.EnumerateObject())
        {
            var entries = Entries(test.Value.GetProperty("in"), isSecure);
            var root = Hash32.Parse(test.Value.GetProperty("root").GetString());
            Assert.Equal(root, PatriciaTrie.Root(entries));
            for (var i = 0; i < entries.Count; i++)
            {
                var found = TrieProof.Find(root, entries[i].Key.Span, PatriciaTrie.Prove(entries, i));
                Assert.Equal(entries[i].Value.ToArray(), found?.ToArray());
            }

            cases++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {cases} cases");
        Assert.Equal(count, cases);
    }

    /// <summary>The sixth file asks for a walk from key to key, which a trie that is built and thrown away does not have.</summary>
    [Fact]
    public void Every_file_of_the_official_tries_is_accounted_for()
    {
        Assert.Equal(6, Directory.GetFiles(Vectors.Path("ethereum-tests/TrieTests"), "*.json").Length);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Vectors.Path("ethereum-tests/TrieTests/trietestnextprev.json")));
        var walks = json.RootElement.GetProperty("basic").GetProperty("tests").GetArrayLength();
        TestContext.Current.TestOutputHelper?.WriteLine($"not run: trietestnextprev, {walks} cases");
        Assert.Equal(12, walks);
    }

    [Fact]
    public void Official_paths_are_those_of_a_tries_nodes()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Vectors.Path("ethereum-tests/BasicTests/hexencodetest.json")));
        var count = 0;
        foreach (var test in json.RootElement.EnumerateObject())
        {
            var path = string.Concat(test.Value.GetProperty("seq").EnumerateArray().Select(nibble => nibble.GetInt32()));
            var written = test.Value.GetProperty("term").GetBoolean() ? LeafPath(path) : ExtensionPath(path);
            Assert.Equal(test.Value.GetProperty("out").GetString(), Convert.ToHexStringLower(written));
            count++;
        }

        Counted.Exactly(12, count);
    }

    /// <summary>A key of whole bytes is the leaf's whole path; one nibble more than the path is used up by a branch before.</summary>
    private static byte[] LeafPath(string nibbles)
    {
        var root = RootOf(nibbles.Length % 2 == 0 ? [nibbles] : ["f" + nibbles, "00"]);
        return (nibbles.Length % 2 == 0 ? root : root.Items[15]).Items[0].Bytes.ToArray();
    }

    private static byte[] ExtensionPath(string nibbles)
    {
        var rest = nibbles.Length % 2 == 0 ? "0" : "";
        return RootOf([nibbles + "0" + rest, nibbles + "1" + rest]).Items[0].Bytes.ToArray();
    }

    private static RlpItem RootOf(string[] keys)
    {
        var entries = keys.Select(key => new TrieEntry(Convert.FromHexString(key), new byte[] { 1 })).ToArray();
        return RlpItem.Decode(PatriciaTrie.Prove(entries, 0)[0]);
    }

    [Fact]
    public void Genesis_blocks_from_before_the_released_format_are_refused_and_not_misread()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Vectors.Path("ethereum-tests/BasicTests/blockgenesistest.json")));
        foreach (var test in json.RootElement.EnumerateArray())
        {
            var block = RlpItem.Decode(Convert.FromHexString(test.GetProperty("result").GetString()!));
            Assert.Throws<ProofException>(() => HeaderRlp.Decode(block.Items[0].Encoded));
        }

        Assert.Equal(3, json.RootElement.GetArrayLength());
    }

    [Fact]
    public void Mainnets_genesis_has_its_hash()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Vectors.Path("ethereum-tests/BasicTests/genesishashestest.json")));
        var block = RlpItem.Decode(Convert.FromHexString(json.RootElement.GetProperty("genesis_rlp_hex").GetString()!));
        var header = HeaderRlp.Decode(block.Items[0].Encoded);
        Assert.Equal("0x" + json.RootElement.GetProperty("genesis_hash").GetString(), header.Hash.ToString());
        Assert.Equal("0x" + json.RootElement.GetProperty("genesis_state_root").GetString(), header.StateRoot.ToString());
        Assert.Equal(VerdictKind.Holds, HeaderHash.Check(header).Kind);
        Assert.Equal(PatriciaTrie.EmptyRoot, header.TransactionsRoot);
    }

    [Fact]
    public void The_root_of_nothing_is_the_hash_of_the_empty_string()
    {
        Assert.Equal(PatriciaTrie.EmptyRoot, Keccak256.Hash([0x80]));
        Assert.Equal(PatriciaTrie.EmptyRoot, PatriciaTrie.RootOfList([]));
        Assert.Null(TrieProof.Find(PatriciaTrie.EmptyRoot, [1], []));
    }

    [Fact]
    public void What_is_no_trie_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PatriciaTrie.Root([new TrieEntry(new byte[] { 1 }, default)]));
        Assert.Throws<ArgumentException>(() => PatriciaTrie.Root([new TrieEntry(new byte[65], new byte[] { 1 })]));
        Assert.Throws<ArgumentException>(() => PatriciaTrie.Root([new TrieEntry(new byte[] { 1 }, new byte[] { 1 }), new TrieEntry(new byte[] { 1 }, new byte[] { 2 })]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PatriciaTrie.ProveInList([], 0));
    }

    [Fact]
    public void Random_tries_prove_what_they_hold_and_the_absence_of_what_they_do_not()
    {
        var random = new Random(4242);
        var (present, absent) = (0, 0);
        for (var round = 0; round < 1_500; round++)
        {
            var entries = RandomEntries(random);
            var root = PatriciaTrie.Root(entries);
            var shuffled = entries.ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(root, PatriciaTrie.Root(shuffled));
            var place = random.Next(entries.Count);
            var proof = PatriciaTrie.Prove(entries, place);
            Assert.Equal(entries[place].Value.ToArray(), TrieProof.Find(root, entries[place].Key.Span, proof)?.ToArray());
            present++;

            // All nodes take a proof for each entry.
            if (round % 5 != 0)
            {
                continue;
            }

            var all = Enumerable.Range(0, entries.Count).SelectMany(i => PatriciaTrie.Prove(entries, i)).DistinctBy(node => Hex.Encode(node.Span));
            var other = new byte[random.Next(4)];
            random.NextBytes(other);
            if (!entries.Any(entry => entry.Key.Span.SequenceEqual(other)))
            {
                Assert.Null(FindInOrder(root, other, [.. all]));
                absent++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{present} keys present, {absent} absent");
    }

    [Fact]
    public void Whatever_comes_of_a_million_nodes_a_proof_throws_only_its_own_exception()
    {
        var random = new Random(77);
        var broken = 0;
        for (var round = 0; round < Counted.Million; round++)
        {
            var node = RandomNode(random);
            try
            {
                TrieProof.Find(Keccak256.Hash(node), [0x12, 0x34], [node]);
            }
            catch (ProofException)
            {
                broken++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Counted.Million} nodes, {broken} of them broken");
        Assert.InRange(broken, 1, Counted.Million - 1);
    }

    [Fact]
    public void Whatever_comes_of_a_million_strings_headers_receipts_and_evidence_throw_only_their_own_exception()
    {
        var random = new Random(78);
        var block = MainnetBlock.OfRlp()[0];
        var evidence = ReceiptProof.Create(block.Header, block.Receipts, 3);
        byte[][] seeds = [HeaderRlp.Encode(block.Header), ReceiptRlp.Encode(block.Receipts[3]), evidence.ToArray()];
        var refused = 0;
        for (var round = 0; round < Counted.Million; round++)
        {
            var kind = round % 3;
            var bytes = (byte[])seeds[kind].Clone();
            for (var n = random.Next(3); n >= 0; n--)
            {
                // The bytes that say what follows stand at the front.
                bytes[random.Next(2) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(12, bytes.Length))] = (byte)random.Next(256);
            }

            bytes = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            // Each is mostly given what is nearly its own.
            refused += (random.Next(16) == 0 ? random.Next(3) : kind) switch
            {
                0 => Refused(() => HeaderRlp.Decode(bytes)),
                1 => Refused(() => ReceiptRlp.Decode(bytes)),
                _ => Refused(() => ReceiptProof.Parse(bytes).Verify(block.Header.Hash)),
            };
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Counted.Million} strings, {refused} refused");
        Assert.InRange(refused, Counted.Million / 2, Counted.Million - 1);
    }

    private static int Refused(Action decode)
    {
        try
        {
            decode();
            return 0;
        }
        catch (ProofException)
        {
            return 1;
        }
    }

    /// <summary>A proof's nodes come in the order of the way down; all nodes of a trie, tried in each order of depth, hold every way.</summary>
    private static ReadOnlyMemory<byte>? FindInOrder(Hash32 root, byte[] key, IReadOnlyList<ReadOnlyMemory<byte>> nodes) =>
        TrieProof.Find(root, key, [.. Enumerable.Repeat(nodes, 8).SelectMany(x => x)]);

    private static List<TrieEntry> RandomEntries(Random random)
    {
        var entries = new Dictionary<string, TrieEntry>();
        for (var n = random.Next(1, 30); n > 0; n--)
        {
            var key = new byte[random.Next(4)];
            random.NextBytes(key);
            // Few different nibbles make long shared paths.
            key = [.. key.Select(b => (byte)(b & 0x31))];
            var value = new byte[random.Next(1, 40)];
            random.NextBytes(value);
            entries[Hex.Encode(key)] = new TrieEntry(key, value);
        }

        return [.. entries.Values];
    }

    private static byte[] RandomNode(Random random)
    {
        var rlp = new RlpWriter();
        rlp.StartList();
        var items = random.Next(5) switch { 0 => random.Next(20), 1 or 2 => 2, _ => 17 };
        for (var i = 0; i < items; i++)
        {
            var bytes = new byte[random.Next(8) switch { 0 => 32, 1 => random.Next(40), _ => random.Next(3) }];
            random.NextBytes(bytes);
            if (random.Next(6) == 0)
            {
                rlp.StartList();
                rlp.WriteBytes(bytes);
                rlp.WriteBytes(bytes);
                rlp.EndList();
            }
            else
            {
                rlp.WriteBytes(bytes);
            }
        }

        rlp.EndList();
        return rlp.ToArray();
    }

    private static List<TrieEntry> Entries(JsonElement input, bool isSecure)
    {
        var pairs = input.ValueKind == JsonValueKind.Array
            ? input.EnumerateArray().Select(pair => (Key: pair[0].GetString()!, Value: pair[1].GetString()))
            : input.EnumerateObject().Select(pair => (Key: pair.Name, Value: pair.Value.GetString()));
        var left = new Dictionary<string, TrieEntry>();
        foreach (var (key, value) in pairs)
        {
            left.Remove(key);
            if (value is not null)
            {
                var bytes = Bytes(key);
                left[key] = new TrieEntry(isSecure ? Keccak256.Hash(bytes).ToArray() : bytes, Bytes(value));
            }
        }

        return [.. left.Values];
    }

    private static byte[] Bytes(string text) => text.StartsWith("0x", StringComparison.Ordinal) ? Hex.Decode(text) : Encoding.UTF8.GetBytes(text);
}
