using System.IO.Compression;
using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Ethereum.Rlp;
using ChainWatch.Primitives;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Support;
using ChainWatch.Watching;

namespace ChainWatch.Tests.Proving;

/// <summary>Real blocks through the code by which the worker proves what it books: every receipts root is reproduced.</summary>
public sealed class MainnetBlocksTests
{
    private static readonly string? Vectors = Find();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files => Vectors is null ? ["absent"]
        : [.. Directory.GetFiles(Path.Combine(Vectors, "mainnet-blocks/rlp")).Order(StringComparer.Ordinal).Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_log_of_a_real_block_is_confirmed_and_one_that_is_kept_back_or_altered_is_found(string file)
    {
        Assert.SkipWhen(Vectors is null, "No vectors here: set CHAINWATCH_VECTORS to their folder.");
        var (header, receipts) = Read(Path.Combine(Vectors!, "mainnet-blocks/rlp", file));
        var logs = receipts.SelectMany(receipt => receipt.Logs).ToList();
        var lastTransfer = logs.Last(log => log.Topics.Count == 3);

        var evidence = await ConfirmAsync(header, receipts, logs);
        Assert.Equal(Proof.Verified, evidence.Blocks[header.Hash].Proof);
        var kept = Assert.Single(evidence.Blocks[header.Hash].Receipts);
        Assert.Equal(header.ReceiptsRoot, Ethereum.Crypto.Keccak256.Hash(kept.Nodes[0].Span));
        var proof = new ReceiptProof { Header = HeaderRlp.Encode(header), Index = kept.TransactionIndex, Nodes = kept.Nodes };
        Assert.True(proof.VerifyLog(header.Hash, lastTransfer).Holds);

        var without = await ConfirmAsync(header, receipts, [.. logs.Where(log => log != lastTransfer)]);
        Assert.Equal(logs.Count, without.Scanned.Logs.Count);

        var altered = await ConfirmAsync(header, receipts, [.. logs.Select(log => log == lastTransfer ? log with { Data = new byte[32] } : log)]);
        Assert.True(altered.Scanned.Logs.Single(log => log.LogIndex == lastTransfer.LogIndex).IsSame(lastTransfer));
    }

    // The last three-topic log is what pays: it is all that is recognized, so that one receipt is proved.
    private static async Task<Evidence> ConfirmAsync(BlockHeader header, IReadOnlyList<Receipt> receipts, IReadOnlyList<Log> claimed)
    {
        var fake = new FakeChain();
        var endpoint = new FakeEndpoint("http://real", fake);
        endpoint.Faults.Receipts = _ => receipts;
        var chain = new Chain(Some.ChainSettings(), endpoint, new FakeClock());
        var source = new WatchedSource(1, Some.Source(), new Anything());
        var scanned = new ScannedBlocks([header], [header], [new LogsClaimed("http://real", claimed)], claimed);
        var stretch = new Stretch(header.Number, header.Number, IsLive: true, [1]);
        var evidence = await new Confirmation(chain, () => false, []).ConfirmAsync(
            stretch,
            scanned,
            Anything.All,
            [],
            (logs, _) => Task.FromResult(logs.Logs.Where(log => log.Topics.Count == 3).TakeLast(1).Select(log => (source, (Finding)new Payment(
                new LogPosition(log.BlockNumber, log.BlockHash, log.LogIndex, 0, log.TransactionHash, logs.Times[log.BlockHash]), log.Address, Token.Native, BigInteger.One))).ToList()),
            Cancellation);
        return evidence!;
    }

    private static (BlockHeader Header, IReadOnlyList<Receipt> Receipts) Read(string file)
    {
        using Stream raw = File.OpenRead(file);
        using var text = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw);
        var parts = text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ")).ToDictionary(line => line[0], line => Hex.Decode(line[1].Trim().Trim('"')));
        var header = HeaderRlp.Decode(parts["header"]);

        // Receipts stand there as [type, status, cumulative gas, logs], without bloom.
        var receipts = RlpItem.Decode(parts["receipts"]).Items.Select(item => item.Items).Select(fields =>
        {
            var logs = fields[3].Items.Select(log => Some.Log(log.Items[0].AsAddress(), [.. log.Items[1].Items.Select(topic => topic.AsHash32())], log.Items[2].Bytes.ToArray())).ToList();
            return new Receipt
            {
                Type = (int)fields[0].AsUInt64(),
                TransactionHash = default,
                TransactionIndex = 0,
                BlockHash = header.Hash,
                BlockNumber = header.Number,
                Succeeded = fields[1].AsUInt64() == 1,
                CumulativeGasUsed = fields[2].AsUInt64(),
                Logs = logs,
                LogsBloom = LogBloom.Of(logs),
            };
        }).ToList();
        return (header, FakeBlock.Sealed(header, receipts).Receipts);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHAINWATCH_VECTORS") is { Length: > 0 } named)
        {
            return named;
        }

        var beside = Path.GetFullPath(Path.Combine(Architecture.SourceTree.Root, "..", "shared", "vectors"));
        return Directory.Exists(beside) ? beside : null;
    }

    private sealed class Anything : IRecognizer
    {
        public static readonly IReadOnlyList<LogFilter> All = [new LogFilter()];

        public IReadOnlyList<LogFilter> Queries => All;

        public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before) => [];
    }
}
