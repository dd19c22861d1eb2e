using System.IO.Compression;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Tests.Abi;

/// <summary>Every log of the blocks among the vectors, against the events that ChainWatch cares for.</summary>
public sealed class AbiMainnetLogTests
{
    private static readonly AbiContract Abi = AbiContract.Parse(
        "event Transfer(address indexed from, address indexed to, uint256 value)",
        "event Approval(address indexed owner, address indexed spender, uint256 value)",
        "event Deposit(address indexed dst, uint256 wad)",
        "event Withdrawal(address indexed src, uint256 wad)",
        "event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares)",
        "event Sync(uint112 reserve0, uint112 reserve1)",
        "event Swap(address indexed sender, uint256 in0, uint256 in1, uint256 out0, uint256 out1, address indexed to)",
        "event Swap(address indexed sender, address indexed to, int256 amount0, int256 amount1, uint160 sqrtPrice, uint128 liquidity, int24 tick)",
        "event Swap(bytes32 indexed id, address indexed sender, int128 amount0, int128 amount1, uint160 sqrtPrice, uint128 liquidity, int24 tick, uint24 fee)");

    private static readonly AbiEvent Nft = AbiContract.Parse(
        "event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)").Events[0];

    private readonly record struct Moved(Address From, Address To, BigInteger Value);

    [Fact]
    public void Each_transfer_in_real_blocks_is_of_one_kind_and_decodes_alike_both_ways()
    {
        var decode = Abi.Event("Transfer").Decoder<Moved>();
        var (tokens, nfts, neither) = (0, 0, 0);
        foreach (var log in Logs().Where(log => log.Topics.Count > 0 && log.Topics[0] == Nft.Topic0))
        {
            if (Abi.Event("Transfer").Matches(log))
            {
                var values = Abi.Event("Transfer").Decode(log);
                Assert.Equal(new Moved(values.Address("from"), values.Address("to"), values.Integer("value")), decode(log));
                Assert.Equal(Hash32.FromAddress(values.Address("to")), log.Topics[2]);
                tokens++;
            }
            else if (Nft.Matches(log))
            {
                Assert.Equal(log.Topics[3], new Hash32(AbiCodec.Encode([AbiType.Parse("uint256")], [Nft.Decode(log)["tokenId"]])));
                nfts++;
            }
            else
            {
                neither++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{tokens} of ERC-20, {nfts} of ERC-721, {neither} neither");
        Assert.Equal((809, 10_027, 0), (tokens, nfts, neither));
    }

    [Fact]
    public void Every_known_event_in_real_blocks_decodes_and_encodes_back_to_its_data()
    {
        var counts = Abi.Events.ToDictionary(known => known.Signature, _ => 0);
        var total = 0;
        foreach (var log in Logs())
        {
            total++;
            foreach (var known in Abi.Events.Where(known => known.Matches(log)))
            {
                var values = known.Decode(log);
                var data = known.Inputs.Zip(values).Where(pair => !pair.First.Indexed).ToList();
                Assert.Equal(log.Data, AbiCodec.Encode([.. data.Select(pair => pair.First.Type)], [.. data.Select(pair => pair.Second)]));
                counts[known.Signature]++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{total} logs: " + string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}")));
        Assert.Equal(11_707, total);
        Assert.Equal([809, 92, 41, 35, 0, 62, 61, 53, 8], counts.Values);
    }

    private static IEnumerable<Log> Logs() => JsonLogs().Concat(RlpLogs());

    private static IEnumerable<Log> JsonLogs()
    {
        foreach (var file in Directory.GetFiles(Vectors.Path("mainnet-blocks/jsonrpc"), "*.receipts.json"))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var log in document.RootElement.GetProperty("result").EnumerateArray().SelectMany(receipt => receipt.GetProperty("logs").EnumerateArray()))
            {
                yield return Of(
                    Address.Parse(log.GetProperty("address").GetString()),
                    [.. log.GetProperty("topics").EnumerateArray().Select(topic => Hash32.Parse(topic.GetString()))],
                    Hex.Decode(log.GetProperty("data").GetString()));
            }
        }
    }

    // Receipts there are [type, status, cumulative gas, logs]; logs are [address, topics, data].
    private static IEnumerable<Log> RlpLogs()
    {
        foreach (var file in Directory.GetFiles(Vectors.Path("mainnet-blocks/rlp")))
        {
            using var stream = File.OpenRead(file);
            using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith("receipts: ", StringComparison.Ordinal))
                {
                    foreach (var log in RlpItem.Decode(Hex.Decode(line["receipts: ".Length..].Trim())).Items.SelectMany(receipt => receipt.Items[3].Items))
                    {
                        yield return Of(log.Items[0].AsAddress(), [.. log.Items[1].Items.Select(topic => topic.AsHash32())], log.Items[2].Bytes);
                    }
                }
            }
        }
    }

    private static Log Of(Address address, Hash32[] topics, ReadOnlyMemory<byte> data) => new()
    {
        Address = address,
        Topics = topics,
        Data = data,
        BlockNumber = 1,
        BlockHash = Hash32.Zero,
        TransactionHash = Hash32.Zero,
        TransactionIndex = 0,
        LogIndex = 0,
    };
}
