using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>What the decoders make of answers of a wrong shape.</summary>
public sealed class AnswerDecodingTests
{
    /// <summary>Each decoder of answers, with the method whose recorded answers it is mostly given.</summary>
    private static readonly (string Method, Func<byte[], bool> Understands)[] Decoders =
    [
        ("eth_getBlockByNumber", json => Tried(json, HeaderAnswer.ReadOrNull)),
        ("eth_getBlockByNumber", json => Tried(json, TransactionHashesAnswer.ReadOrNull)),
        ("eth_getBlockReceipts", json => Tried(json, ReceiptAnswer.ReadManyOrNull)),
        ("eth_getLogs", json => Tried(json, LogAnswer.ReadMany)),
        ("eth_getProof", json => Tried(json, AccountProofAnswer.Read)),
        ("eth_feeHistory", json => Tried(json, FeeHistoryAnswer.Read)),
        (Subscription, json => Tried<HeadMessage>(json, HeadMessage.Read)),
    ];

    private const string Subscription = "eth_subscribe";

    [Fact]
    public void A_field_that_is_not_known_is_named_and_one_that_is_beside_the_header_is_not()
    {
        var header = Header("""
            ,"extDataHash":"0x01","size":"0x1","withdrawals":[{"a":[1,{}]}],"l1BlockNumber":"0x1","sendRoot":"0x","sendCount":"0x1","blobGasUsed":null,
            "transactions":[{"hash":"0x","nonce":"0x"}],"timestampMs":7,"futureNull":null
            """);
        Assert.Equal(["extDataHash", "timestampMs"], header.UnknownFields);
        Assert.Null(header.BlobGasUsed);
    }

    [Fact]
    public void Fields_that_every_header_has_are_named_where_they_are_missing()
    {
        var header = Header(""","gasLimit":"0x01c9c380","nonce":null""");
        Assert.Equal(30_000_000ul, header.GasLimit);
        Assert.Contains("nonce", header.MissingFields);
        Assert.DoesNotContain("gasLimit", header.MissingFields);
    }

    [Theory]
    [InlineData(""","number":"0x1"}""", "the block has 'number' twice")]
    [InlineData(""","gasUsed":"0x"}""", "'gasUsed' should be a quantity of at most 64 bits but is \"0x\"")]
    [InlineData(""","difficulty":"0x10000000000000000000000000000000000000000000000000000000000000000"}""", "'difficulty' should be a quantity of at most 256 bits but is \"0x1000000000000000000000000000000000000000000000…\"")]
    [InlineData(""","miner":"0x12"}""", "'miner' should be an address but is \"0x12\"")]
    [InlineData(""","logsBloom":"0x00"}""", "'logsBloom' should be 256 bytes of hex data but is \"0x00\"")]
    [InlineData(""","extraData":"0x0"}""", "'extraData' should be hex data but is \"0x0\"")]
    [InlineData(""","mixHash":{"a":1}}""", "'mixHash' should be 32 bytes of hex data but is an object")]
    [InlineData(""","nonce":12}""", "'nonce' should be 8 bytes of hex data but is 12")]
    public void A_wrong_member_is_named_with_its_value(string more, string message)
    {
        var error = Assert.Throws<AnswerException>(() => AnswerReader.Decode(Encoding.UTF8.GetBytes(HeaderStart + more), HeaderAnswer.Read));
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("""[{"address":"0x0000000000000000000000000000000000000000"}]""", "a log has no 'topics'")]
    [InlineData("""[{"topics":["0x00","0x00"]}]""", "'topics' should be 32 bytes of hex data but is \"0x00\"")]
    [InlineData("""[null]""", "the answer should be an object but is null")]
    [InlineData("""{"a":1}""", "the answer should be a list but is an object")]
    [InlineData("""[{"logIndex":"0x80000000"}]""", "'logIndex' should be a place in a list but is \"0x80000000\"")]
    [InlineData("""[{"removed":"no"}]""", "'removed' should be true or false but is \"no\"")]
    public void A_wrong_log_is_refused(string json, string message)
    {
        var error = Assert.Throws<AnswerException>(() => AnswerReader.Decode(Encoding.UTF8.GetBytes(json), LogAnswer.ReadMany));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_fifth_topic_is_refused()
    {
        var topics = string.Join(',', Enumerable.Repeat($"\"{Hash32.Zero}\"", 5));
        var error = Assert.Throws<AnswerException>(() => AnswerReader.Decode(Encoding.UTF8.GetBytes($$"""[{"topics":[{{topics}}]}]"""), LogAnswer.ReadMany));
        Assert.Equal("a log has more than 4 topics", error.Message);
    }

    [Fact]
    public void Whatever_comes_of_a_million_answers_a_decoder_throws_only_what_becomes_an_rpc_exception()
    {
        var seeds = Decoders.Select(decoder => Results(decoder.Method)).ToList();
        var random = new Random(20250101);
        var understood = 0;
        for (var i = 0; i < Counted.Million; i++)
        {
            var kind = i % Decoders.Length;
            var own = seeds[random.Next(8) == 0 ? random.Next(seeds.Count) : kind];
            understood += Decoders[kind].Understands(Mutated(own[random.Next(own.Count)], random)) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Counted.Million} mutated answers to {Decoders.Length} decoders, {understood} still understood");
        Assert.InRange(understood, 1, Counted.Million - 1);
    }

    [Fact]
    public void Whatever_comes_of_a_million_bodies_only_what_becomes_an_rpc_exception_is_thrown()
    {
        byte[][] seeds =
        [
            """{"jsonrpc":"2.0","id":1,"result":{"a":["0x1",null]}}"""u8.ToArray(),
            """{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"m","data":"0x08c379a0"}}"""u8.ToArray(),
            """[{"jsonrpc":"2.0","id":1,"result":"0x1"},{"id":"2","error":{"code":-32601,"message":"\u00e9"}}]"""u8.ToArray(),
            """{"code":429,"message":"slow down"}"""u8.ToArray(),
        ];
        var random = new Random(20250102);
        var understood = 0;
        for (var i = 0; i < Counted.Million; i++)
        {
            understood += Understood(Mutated(seeds[i % seeds.Length], random)) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Counted.Million} mutated bodies, {understood} still understood");
        Assert.InRange(understood, 1, Counted.Million - 1);
    }

    /// <summary>Recorded results, of which blooms and proofs make the long ones long: short ones keep a million fast.</summary>
    private static List<byte[]> Results(string method) => method == Subscription
        ? ["""{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":{"number":"0x3"}}}"""u8.ToArray(), "[]"u8.ToArray()]
        : [.. RecordedExchange.Of(method)
            .Where(exchange => exchange.Response.TryGetProperty("result", out _))
            .Select(exchange => Encoding.UTF8.GetBytes(exchange.Response.GetProperty("result").GetRawText()))
            .OrderBy(result => result.Length)
            .Take(4)];

    private const string HeaderStart =
        """{"hash":"0x0000000000000000000000000000000000000000000000000000000000000001","parentHash":"0x0000000000000000000000000000000000000000000000000000000000000002","number":"0x3","timestamp":"0x4" """;

    private static BlockHeader Header(string more) => AnswerReader.Decode(Encoding.UTF8.GetBytes(HeaderStart + more + "}"), HeaderAnswer.Read);

    private static byte[] Mutated(byte[] seed, Random random)
    {
        var bytes = (byte[])seed.Clone();
        for (var n = random.Next(3); n >= 0 && bytes.Length > 0; n--)
        {
            var place = random.Next(bytes.Length);
            switch (random.Next(8))
            {
                case 0: bytes[place] = (byte)random.Next(256); break;
                case 1: bytes = [.. bytes[..place], .. "\"\\ud800\":"u8, .. bytes[place..]]; break;
                case 2: bytes = bytes[..place]; break;
                case 3: bytes[place] = "{}[]\",:0xnf"u8[random.Next(11)]; break;
                default: bytes[place] = seed[random.Next(seed.Length)]; break;
            }
        }

        return bytes;
    }

    /// <summary>Reads as the client does: JsonException and InvalidOperationException are what the JSON reader throws, AnswerException is ours.</summary>
    private static bool Understood(byte[] body)
    {
        try
        {
            RpcReply.ReadBody(body, LogAnswer.ReadMany);
            return true;
        }
        catch (Exception e) when (e is AnswerException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Tried<T>(ReadOnlySpan<byte> json, AnswerDecoder<T> decode)
    {
        try
        {
            AnswerReader.Decode(json, decode);
            return true;
        }
        catch (Exception e) when (e is AnswerException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
