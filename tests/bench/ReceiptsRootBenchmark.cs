using System.Text.Json;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Bench;

/// <summary>The receipts root of a whole mainnet block, from the receipts as an endpoint sends them.</summary>
internal sealed class ReceiptsRootBenchmark : IBenchmark
{
    private const int Block = 19433902;

    public string Name => "receipts";

    public void Run()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(ReadResult($"{Block}.receipts.json"));
        var receipts = AnswerReader.Decode(json, ReceiptAnswer.ReadManyOrNull)!;
        if (BlockRoots.OfReceipts(receipts) != ReadRoot())
        {
            throw new InvalidOperationException($"The receipts root of block {Block} is wrong.");
        }

        Report.Add(Name, $"root of block {Block}, {receipts.Count} receipts", Measure.Of(() => BlockRoots.OfReceipts(receipts)));
        var reading = Measure.Of(() => AnswerReader.Decode(json, ReceiptAnswer.ReadManyOrNull));
        Report.Add(Name, "reading them from JSON", reading, Report.MegabytesPerSecond(json.Length, reading));
    }

    private static Hash32 ReadRoot() => Hash32.Parse(ReadResult($"{Block}.block.json").GetProperty("receiptsRoot").GetString());

    private static JsonElement ReadResult(string file)
    {
        var folder = Environment.GetEnvironmentVariable("CHAINWATCH_VECTORS") ?? Path.Combine("..", "shared", "vectors");
        var path = Path.Combine(folder, "mainnet-blocks", "jsonrpc", file);
        return File.Exists(path)
            ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("result")
            : throw new FileNotFoundException($"{path} is not there: set CHAINWATCH_VECTORS to the folder of the public vectors.");
    }
}
