using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>The reader against every recorded exchange of the methods that it has (execution-apis tests).</summary>
public sealed class JsonRpcReaderVectorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// For each method: recorded exchanges, and in how many of them the reader's request is the recorded one. The others leave
    /// the block out, name it by hash, ask for whole transactions, or are wrong on purpose; their answers are replayed all the same.
    /// </summary>
    public static TheoryData<string, int, int> Methods => new()
    {
        { "eth_chainId", 1, 1 },
        { "eth_blockNumber", 1, 1 },
        { "eth_getBlockByNumber", 10, 5 },
        { "eth_getBlockByHash", 3, 0 },
        { "eth_getBlockReceipts", 8, 3 },
        { "eth_getTransactionReceipt", 9, 9 },
        // One of them asks for anything by an empty list, which some nodes take for nothing: null is sent.
        { "eth_getLogs", 9, 8 },
        { "eth_call", 6, 6 },
        { "eth_estimateGas", 7, 4 },
        { "eth_getCode", 4, 3 },
        { "eth_getBalance", 4, 2 },
        { "eth_getStorageAt", 5, 2 },
        { "eth_getTransactionCount", 4, 3 },
        { "eth_sendRawTransaction", 4, 4 },
        { "eth_feeHistory", 1, 1 },
        { "eth_getProof", 4, 1 },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Every_recorded_answer_is_understood(string method, int count, int sentAlike)
    {
        var exchanges = RecordedExchange.Of(method);
        var alike = 0;
        foreach (var exchange in exchanges)
        {
            await using var node = new FakeNode((_, _) => exchange.Member());
            using var reader = new JsonRpcReader(node.Endpoint);
            if (exchange.IsError)
            {
                var error = await Assert.ThrowsAsync<RpcException>(() => ReplayAsync(reader, exchange));
                Assert.Equal(exchange.Response.GetProperty("error").GetProperty("code").GetInt32(), error.Code);
            }
            else
            {
                await ReplayAsync(reader, exchange);
            }

            alike += node.Requests.TryPeek(out var sent) && IsRecorded(sent, exchange) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{method}: {exchanges.Count} exchanges, {alike} with the recorded request");
        Assert.Equal(count, exchanges.Count);
        Assert.Equal(sentAlike, alike);
    }

    private static async Task ReplayAsync(JsonRpcReader reader, RecordedExchange exchange)
    {
        var p = exchange.Parameters;
        switch (exchange.Method)
        {
            case "eth_chainId": Same(exchange, await reader.GetChainIdAsync(Cancellation)); break;
            case "eth_blockNumber": Same(exchange, await reader.GetBlockNumberAsync(Cancellation)); break;
            case "eth_getBlockByNumber": RecordedAnswer.Same(exchange.Result, await reader.GetHeaderAsync(Tag(p[0]), Cancellation)); break;
            case "eth_getBlockByHash": RecordedAnswer.Same(exchange.Result, await reader.GetHeaderAsync(Hash32.Parse(p[0].GetString()), Cancellation)); break;
            case "eth_getBlockReceipts": await ReceiptsAsync(reader, exchange); break;
            case "eth_getTransactionReceipt": await ReceiptAsync(reader, exchange); break;
            case "eth_getLogs": RecordedAnswer.Same(exchange.IsError ? default : exchange.Result, await reader.GetLogsAsync(Filter(p[0]), Cancellation)); break;
            case "eth_call": Same(exchange, await reader.CallAsync(Call(p[0]), Tag(p[1]), Cancellation)); break;
            case "eth_estimateGas": Same(exchange, await reader.EstimateGasAsync(Call(p[0]), null, Cancellation)); break;
            case "eth_getCode": Same(exchange, await reader.GetCodeAsync(Account(p), Tag(p, 1), Cancellation)); break;
            case "eth_getBalance": Same(exchange, await reader.GetBalanceAsync(Account(p), Tag(p, 1), Cancellation)); break;
            case "eth_getStorageAt": Same(exchange, (await reader.GetStorageAsync(Account(p), Slot(p[1]), Tag(p, 2), Cancellation)).ToArray()); break;
            case "eth_getTransactionCount": Same(exchange, await reader.GetTransactionCountAsync(Account(p), Tag(p, 1), Cancellation)); break;
            case "eth_sendRawTransaction": Same(exchange, (await reader.SendRawTransactionAsync(Hex.Decode(p[0].GetString()), Cancellation)).ToArray()); break;
            case "eth_feeHistory": await FeesAsync(reader, exchange); break;
            case "eth_getProof": await ProofAsync(reader, exchange); break;
            default: Assert.Fail($"No replay of {exchange.Method}."); break;
        }
    }

    private static async Task ReceiptsAsync(JsonRpcReader reader, RecordedExchange exchange)
    {
        // Recorded by number or tag as well as by hash: the answer says which block it is.
        var result = exchange.Result;
        var block = result.ValueKind == JsonValueKind.Array && result.GetArrayLength() > 0
            ? Hash32.Parse(result[0].GetProperty("blockHash").GetString())
            : Hash32.TryParse(exchange.Parameters[0].GetString(), out var asked) ? asked : default;
        var receipts = await reader.GetBlockReceiptsAsync(block, Cancellation);
        if (result.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(receipts);
            return;
        }

        Assert.NotNull(receipts);
        Assert.Equal(result.GetArrayLength(), receipts.Count);
        foreach (var (recorded, receipt) in result.EnumerateArray().Zip(receipts))
        {
            RecordedAnswer.Same(recorded, receipt);
        }
    }

    private static async Task ReceiptAsync(JsonRpcReader reader, RecordedExchange exchange)
    {
        var receipt = await reader.GetReceiptAsync(Hash32.Parse(exchange.Parameters[0].GetString()), Cancellation);
        Assert.Equal(exchange.Result.ValueKind == JsonValueKind.Null, receipt is null);
        if (receipt is not null)
        {
            RecordedAnswer.Same(exchange.Result, receipt);
        }
    }

    private static async Task FeesAsync(JsonRpcReader reader, RecordedExchange exchange)
    {
        var p = exchange.Parameters;
        var percentiles = p[2].EnumerateArray().Select(x => x.GetInt32()).ToList();
        var fees = await reader.GetFeeHistoryAsync((int)Number(p[0]), Tag(p[1]), percentiles, Cancellation);
        Assert.Equal(Number(exchange.Result.GetProperty("oldestBlock")), fees.OldestBlock);
        Assert.Equal(Numbers(exchange.Result.GetProperty("baseFeePerGas")), fees.BaseFeePerGas);
        Assert.Equal(exchange.Result.GetProperty("reward").EnumerateArray().Select(Numbers), fees.Rewards);
    }

    private static async Task ProofAsync(JsonRpcReader reader, RecordedExchange exchange)
    {
        var p = exchange.Parameters;
        var proof = await reader.GetProofAsync(Account(p), [.. p[1].EnumerateArray().Select(Slot)], Tag(p, 2), Cancellation);
        Assert.Equal(Number(exchange.Result.GetProperty("nonce")), proof.Nonce);
        Assert.Equal((BigInteger)Number(exchange.Result.GetProperty("balance")), proof.Balance);
        Assert.Equal(exchange.Result.GetProperty("accountProof").EnumerateArray().Select(x => x.GetString()), proof.Nodes.Select(x => Hex.Encode(x.Span)));
        Assert.Equal(exchange.Result.GetProperty("storageProof").GetArrayLength(), proof.Storage.Count);
    }

    private static void Same(RecordedExchange exchange, BigInteger value) => Assert.Equal(Number(exchange.Result), value);

    private static void Same(RecordedExchange exchange, byte[] value) => Assert.Equal(exchange.Result.GetString(), Hex.Encode(value));

    private static BigInteger Number(JsonElement quantity) =>
        BigInteger.Parse("0" + quantity.GetString()![2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static IReadOnlyList<BigInteger> Numbers(JsonElement quantities) => [.. quantities.EnumerateArray().Select(Number)];

    private static Address Account(JsonElement parameters) => Address.Parse(parameters[0].GetString());

    private static Hash32 Slot(JsonElement slot) =>
        // The reader cannot send a slot that is not 32 bytes; where the recorded one is wrong, only the answer is replayed.
        Hash32.TryParse("0x" + slot.GetString()![2..].PadLeft(64, '0'), out var hash) ? hash : default;

    private static BlockTag Tag(JsonElement parameters, int place) =>
        parameters.GetArrayLength() > place ? Tag(parameters[place]) : BlockTag.Latest;

    private static BlockTag Tag(JsonElement tag) => tag.GetString() switch
    {
        "latest" => BlockTag.Latest,
        "safe" => BlockTag.Safe,
        "finalized" => BlockTag.Finalized,
        "earliest" => BlockTag.Earliest,
        { Length: 66 } => BlockTag.Latest,
        _ => new BlockTag((ulong)Number(tag)),
    };

    private static LogFilter Filter(JsonElement filter) => new()
    {
        FromBlock = filter.TryGetProperty("fromBlock", out var from) ? (ulong)Number(from) : null,
        ToBlock = filter.TryGetProperty("toBlock", out var to) ? (ulong)Number(to) : null,
        BlockHash = filter.TryGetProperty("blockHash", out var hash) ? Hash32.Parse(hash.GetString()) : null,
        Addresses = filter.TryGetProperty("address", out var addresses) ? [.. addresses.EnumerateArray().Select(x => Address.Parse(x.GetString()))] : [],
        Topics = filter.TryGetProperty("topics", out var topics) ? [.. topics.EnumerateArray().Select(Position)] : [],
    };

    private static IReadOnlyList<Hash32>? Position(JsonElement topic) =>
        topic.ValueKind == JsonValueKind.Null ? null : [.. topic.EnumerateArray().Select(x => Hash32.Parse(x.GetString()))];

    private static CallRequest Call(JsonElement call) => new()
    {
        From = call.TryGetProperty("from", out var from) ? Address.Parse(from.GetString()) : null,
        To = call.TryGetProperty("to", out var to) ? Address.Parse(to.GetString()) : null,
        Data = call.TryGetProperty("input", out var input) ? Hex.Decode(input.GetString()) : default,
        Value = call.TryGetProperty("value", out var value) ? Number(value) : null,
        Gas = call.TryGetProperty("gas", out var gas) ? (ulong)Number(gas) : null,
        MaxFeePerGas = call.TryGetProperty("maxFeePerGas", out var fee) ? Number(fee) : null,
        MaxPriorityFeePerGas = call.TryGetProperty("maxPriorityFeePerGas", out var tip) ? Number(tip) : null,
    };

    /// <summary>Whether the reader sent what was recorded, but for its id and the older name of a call's data.</summary>
    private static bool IsRecorded(string sent, RecordedExchange exchange)
    {
        var ours = JsonNode.Parse(sent)!.AsObject();
        var recorded = JsonNode.Parse(exchange.Request.GetRawText().Replace("\"input\"", "\"data\"", StringComparison.Ordinal))!.AsObject();
        recorded.TryAdd("params", new JsonArray());
        ours.Remove("id");
        recorded.Remove("id");
        return JsonNode.DeepEquals(ours, recorded);
    }
}
