using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum;
using ChainWatch.Replay.Faults;

namespace ChainWatch.Replay.Answers;

/// <summary>Answers JSON-RPC calls, one or a batch.</summary>
internal sealed class Answerer(ReplayChain chain, Telling telling, NodeFaults faults, ReplayNodeOptions options)
{
    private readonly LogAnswer _logs = new(telling, faults, options.BlockTimestamps);

    /// <summary>How often each method was called.</summary>
    public ConcurrentDictionary<string, int> Calls { get; } = new();

    /// <summary>Writes the answer to a request.</summary>
    public async Task WriteAsync(JsonElement request, PipeWriter writer)
    {
        if (request.ValueKind != JsonValueKind.Array)
        {
            await WriteOneAsync(request, writer);
            return;
        }

        var separator = "["u8.ToArray();
        foreach (var call in request.EnumerateArray())
        {
            writer.Write(separator);
            await WriteOneAsync(call, writer);
            separator[0] = (byte)',';
        }

        writer.Write("]"u8);
    }

    /// <summary>Writes an error in answer to a request, whatever it asks.</summary>
    public static void WriteError(JsonElement request, PipeWriter writer, int code, string message)
    {
        var calls = request.ValueKind == JsonValueKind.Array ? request.EnumerateArray().ToList() : [request];
        var errors = string.Join(',', calls.Select(call => $"{Beginning(call)}{Error(code, message)}}}"));
        writer.Write(Encoding.UTF8.GetBytes(request.ValueKind == JsonValueKind.Array ? $"[{errors}]" : errors));
    }

    private async Task WriteOneAsync(JsonElement call, PipeWriter writer)
    {
        writer.Write(Encoding.UTF8.GetBytes(Beginning(call)));
        try
        {
            var method = call.GetProperty("method").GetString()!;
            Calls.AddOrUpdate(method, 1, (_, times) => times + 1);
            var write = Answer(method, call.TryGetProperty("params", out var parameters) ? [.. parameters.EnumerateArray()] : []);
            writer.Write("\"result\":"u8);
            await write(writer);
        }
        catch (RpcError refused)
        {
            writer.Write(Encoding.UTF8.GetBytes(Error(refused.Code, refused.Message)));
        }

        writer.Write("}"u8);
    }

    private Func<PipeWriter, ValueTask> Answer(string method, IReadOnlyList<JsonElement> parameters) => method switch
    {
        "eth_chainId" => Quantity(chain.Options.ChainId),
        "net_version" => Text(chain.Options.ChainId.ToString(CultureInfo.InvariantCulture)),
        "eth_blockNumber" => Quantity(telling.Now.Head),
        "eth_getLogs" => _logs.Prepare(parameters[0]),
        "eth_getBlockByNumber" => Block(AtTag(parameters[0]), parameters),
        "eth_getBlockByHash" => Block(ByHash(parameters[0]), parameters),
        "eth_getBlockReceipts" when options.HasBlockReceipts => Json(json => WriteReceipts(json, parameters[0].GetString()!.Length == 66 ? ByHash(parameters[0]) : AtTag(parameters[0]))),
        "eth_getTransactionReceipt" => Receipt(Hash32.Parse(parameters[0].GetString())),
        "eth_call" => Text(Contracts.Call(parameters[0])),
        "eth_getCode" => Text(Contracts.CodeAt(parameters[0].GetString())),
        "eth_getBalance" or "eth_getTransactionCount" => Quantity(0),
        "eth_gasPrice" or "eth_maxPriorityFeePerGas" => Quantity(1_000_000_000),
        "web3_clientVersion" => Text("replay"),
        _ => throw RpcError.NoMethod(method),
    };

    private ReplayBlock? AtTag(JsonElement tag)
    {
        var view = telling.Now;
        return Tags.NumberOf(tag, view) is { } number && number <= view.Head ? telling.BlockAt(view, number) : null;
    }

    private ReplayBlock? ByHash(JsonElement hash) =>
        telling.Find(Hash32.Parse(hash.GetString())) is { } found ? telling.BlockAt(found.Branch, found.Number) : null;

    private Func<PipeWriter, ValueTask> Receipt(Hash32 transaction)
    {
        var view = telling.Now;
        var lied = faults.Lies.Select(lie => lie.Number);
        var block = lied.Append(Contents.PositionOf(transaction).Number).Where(number => number <= view.Head)
            .Select(number => telling.BlockAt(view, number)).FirstOrDefault(block => block.Emissions.Any(log => log.TransactionHash == transaction));
        return block is null ? Null : Json(json => BlockText.Write(json, block.Receipts.First(receipt => receipt.TransactionHash == transaction)));
    }

    private static Func<PipeWriter, ValueTask> Block(ReplayBlock? block, IReadOnlyList<JsonElement> parameters) =>
        block is null ? Null : Json(json => BlockText.Write(json, block, parameters.Count > 1 && parameters[1].ValueKind == JsonValueKind.True));

    private static void WriteReceipts(Utf8JsonWriter json, ReplayBlock? block)
    {
        if (block is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var receipt in block.Receipts)
        {
            BlockText.Write(json, receipt);
        }

        json.WriteEndArray();
    }

    private static ValueTask Null(PipeWriter writer)
    {
        writer.Write("null"u8);
        return ValueTask.CompletedTask;
    }

    private static Func<PipeWriter, ValueTask> Quantity(ulong value) => Text(string.Create(CultureInfo.InvariantCulture, $"0x{value:x}"));

    private static Func<PipeWriter, ValueTask> Text(string value) => Json(json => json.WriteStringValue(value));

    private static Func<PipeWriter, ValueTask> Json(Action<Utf8JsonWriter> write) => writer =>
    {
        using var json = new Utf8JsonWriter(writer, new JsonWriterOptions { SkipValidation = true });
        write(json);
        return ValueTask.CompletedTask;
    };

    private static string Beginning(JsonElement call) =>
        $$"""{"jsonrpc":"2.0","id":{{(call.TryGetProperty("id", out var id) ? id.GetRawText() : "null")}},""";

    private static string Error(int code, string message) =>
        $$"""
        "error":{"code":{{code}},"message":"{{JsonEncodedText.Encode(message)}}"}
        """;
}
