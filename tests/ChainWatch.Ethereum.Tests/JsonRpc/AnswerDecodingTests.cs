using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>What the decoders make of answers of a wrong shape.</summary>
public sealed class AnswerDecodingTests
{
    private const int Rounds = 60_000;

    private static readonly string[] Seeds =
    [
        "eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getLogs", "eth_getProof", "eth_feeHistory", "eth_call", "eth_blockNumber",
    ];

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
    public void Whatever_comes_a_decoder_throws_only_what_becomes_an_rpc_exception()
    {
        var seeds = Seeds.SelectMany(RecordedExchange.Of).Select(x => Encoding.UTF8.GetBytes(x.Response.GetRawText())).ToList();
        var random = new Random(20250101);
        var understood = 0;
        for (var i = 0; i < Rounds; i++)
        {
            understood += Understood(Mutated(seeds[random.Next(seeds.Count)], random)) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} mutated answers, {understood} still understood by some decoder");
        Assert.InRange(understood, 1, Rounds);
    }

    private const string HeaderStart =
        """{"hash":"0x0000000000000000000000000000000000000000000000000000000000000001","parentHash":"0x0000000000000000000000000000000000000000000000000000000000000002","number":"0x3","timestamp":"0x4" """;

    private static BlockHeader Header(string more) => AnswerReader.Decode(Encoding.UTF8.GetBytes(HeaderStart + more + "}"), HeaderAnswer.Read);

    private static byte[] Mutated(byte[] seed, Random random)
    {
        // Short pieces keep the loop fast; the long ones are all blooms and proofs.
        var at = seed.Length <= 3000 ? 0 : random.Next(seed.Length - 3000);
        var bytes = at == 0 || random.Next(2) == 0 ? seed[..Math.Min(seed.Length, 3000)] : seed[at..(at + 3000)];
        for (var n = random.Next(4); n >= 0; n--)
        {
            var place = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0: bytes[place] = (byte)random.Next(256); break;
                case 1: bytes = [.. bytes[..place], .. "\"\\ud800\":"u8, .. bytes[place..]]; break;
                case 2: bytes = bytes[..place]; break;
                default: bytes[place] = "{}[]\",:0xnf"u8[random.Next(11)]; break;
            }

            if (bytes.Length == 0)
            {
                break;
            }
        }

        return bytes;
    }

    /// <summary>Reads as the client does: JsonException and InvalidOperationException are what the JSON reader throws, AnswerException is ours.</summary>
    private static bool Understood(byte[] body)
    {
        try
        {
            var (replies, _) = RpcReply.ReadBody(body);
            foreach (var reply in replies.Where(reply => reply.Error is null))
            {
                var span = reply.Result.Span;
                _ = Tried(span, HeaderAnswer.ReadOrNull) | Tried(span, LogAnswer.ReadMany) | Tried(span, ReceiptAnswer.ReadManyOrNull)
                    | Tried(span, AccountProofAnswer.Read) | Tried(span, FeeHistoryAnswer.Read) | Tried(span, TransactionHashesAnswer.ReadOrNull)
                    | Tried<HeadMessage>(span, HeadMessage.Read);
            }

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
