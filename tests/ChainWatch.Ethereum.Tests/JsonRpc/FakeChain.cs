using System.Globalization;
using System.Text.Json;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>A short chain with one log a block, as a node tells it. Block n has hash n+1 in its last byte.</summary>
internal static class FakeChain
{
    public const ulong Head = 200;

    public static readonly Address Contract = Address.Parse("0x00000000000000000000000000000000000000c0");
    public static readonly Address Account = Address.Parse("0x00000000000000000000000000000000000000ac");
    public static readonly Hash32 Topic = Hash(0xdddd);

    public static Hash32 Hash(ulong number) => Hash32.Parse("0x" + number.ToString("x64", CultureInfo.InvariantCulture));

    public static Hash32 BlockHash(ulong number) => Hash(0xb10c0000 + number);

    public static Hash32 TransactionHash(ulong number) => Hash(0x7a0000 + number);

    /// <summary>Answers a call as a node would, with <c>"result":…</c> or <c>"error":…</c>.</summary>
    public static string Answer(string method, JsonElement parameters) => method switch
    {
        "eth_chainId" => "\"result\":\"0x7a69\"",
        "eth_getBlockByNumber" => $"\"result\":{Block(Number(parameters[0]), isWhole: parameters[1].GetBoolean())}",
        "eth_getBlockByHash" => $"\"result\":{Block(ByHash(parameters[0]))}",
        "eth_getLogs" => Logs(parameters[0]),
        "eth_getBlockReceipts" => ByHash(parameters[0]) is var number and <= Head ? $"\"result\":[{Receipt(number)}]" : "\"result\":null",
        "eth_getTransactionReceipt" => Number(parameters[0]) - 0x7a0000 is var number and <= Head ? $"\"result\":{Receipt(number)}" : "\"result\":null",
        "eth_call" => parameters[0].TryGetProperty("data", out var data)
            ? $"\"result\":{data.GetRawText()}"
            : """ "error":{"code":3,"message":"execution reverted","data":"0x08c379a0"} """,
        "eth_getCode" => "\"result\":\"0x6001\"",
        "eth_getBalance" => "\"result\":\"0xffffffffffffffffffffffff\"",
        "eth_getStorageAt" => $"\"result\":{parameters[1].GetRawText()}",
        "debug_traceBlockByHash" => ByHash(parameters[0]) is var number and <= Head
            ? $"\"result\":[{{\"txHash\":\"{TransactionHash(number)}\",\"result\":{Trace}}}]"
            : """ "error":{"code":-32000,"message":"block not found"} """,
        _ => """ "error":{"code":-32601,"message":"Method not found"} """,
    };

    private static ulong Number(JsonElement tag) => tag.GetString() switch
    {
        "latest" or "safe" or "finalized" => Head,
        "earliest" => 0,
        { } hex => (ulong)System.Numerics.BigInteger.Parse("0" + hex[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        null => throw new ArgumentNullException(nameof(tag)),
    };

    private static ulong ByHash(JsonElement hash) => Number(hash) - 0xb10c0000;

    // The contract passes two wei on.
    private static string Trace => $$"""
        {"from":"{{Account}}","to":"{{Contract}}","value":"0x2","type":"CALL","calls":[{"from":"{{Contract}}","to":"{{Account}}","value":"0x2","type":"CALL"}]}
        """;

    private static string Transaction(ulong number) => $$"""
        {"type":"0x2","hash":"{{TransactionHash(number)}}","transactionIndex":"0x0","from":"{{Account}}","to":"{{Contract}}","value":"0x2","gas":"0xffff","input":"0x"}
        """;

    private static string Block(ulong number, bool isWhole = false) => number > Head ? "null" : $$"""
        {"hash":"{{BlockHash(number)}}","parentHash":"{{(number == 0 ? Hash32.Zero : BlockHash(number - 1))}}","number":"0x{{number:x}}",
        "timestamp":"0x{{1_700_000_000 + (number * 12):x}}","transactions":[{{(isWhole ? Transaction(number) : $"\"{TransactionHash(number)}\"")}}]}
        """;

    private static string Logs(JsonElement filter)
    {
        if (filter.TryGetProperty("blockHash", out var hash))
        {
            var number = ByHash(hash);
            return number > Head ? """ "error":{"code":-32000,"message":"unknown block"} """ : $"\"result\":[{Log(number)}]";
        }

        var (from, to) = (Number(filter.GetProperty("fromBlock")), Math.Min(Head, Number(filter.GetProperty("toBlock"))));
        if (to - from >= 100)
        {
            return """ "error":{"code":-32602,"message":"query exceeds max block range 100"} """;
        }

        var wanted = !filter.TryGetProperty("address", out var addresses)
            || addresses.EnumerateArray().Any(x => Address.Parse(x.GetString()) == Contract);
        var logs = wanted ? Enumerable.Range((int)from, (int)(to - from) + 1).Select(n => Log((ulong)n)) : [];
        // Not in order, which no specification promises.
        return $"\"result\":[{string.Join(',', logs.Reverse())}]";
    }

    private static string Log(ulong number) => $$"""
        {"address":"{{Contract}}","topics":["{{Topic}}"],"data":"0x{{number:x4}}","blockNumber":"0x{{number:x}}","blockHash":"{{BlockHash(number)}}",
        "transactionHash":"{{TransactionHash(number)}}","transactionIndex":"0x0","logIndex":"0x0","removed":false}
        """;

    private static string Receipt(ulong number) => $$"""
        {"type":"0x2","transactionHash":"{{TransactionHash(number)}}","transactionIndex":"0x0","blockHash":"{{BlockHash(number)}}","blockNumber":"0x{{number:x}}",
        "status":"0x1","cumulativeGasUsed":"0x5208","gasUsed":"0x5208","logs":[{{Log(number)}}],"logsBloom":"0x{{new string('0', 512)}}"}
        """;
}
