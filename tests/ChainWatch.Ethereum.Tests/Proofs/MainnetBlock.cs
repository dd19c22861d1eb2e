using System.IO.Compression;
using System.Text;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Tests.Proofs;

/// <summary>A block of mainnet out of the vectors: header, encoded transactions and receipts.</summary>
internal sealed record MainnetBlock(BlockHeader Header, IReadOnlyList<ReadOnlyMemory<byte>> Transactions, IReadOnlyList<Receipt> Receipts)
{
    /// <summary>Every block of mainnet-blocks/rlp.</summary>
    public static IReadOnlyList<MainnetBlock> OfRlp() =>
        [.. Directory.GetFiles(Vectors.Path("mainnet-blocks/rlp")).Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>A block's header as eth_getBlockByNumber sent it, out of mainnet-blocks/jsonrpc.</summary>
    public static BlockHeader HeaderOf(int number) => Result($"{number}.block.json", HeaderAnswer.Read);

    /// <summary>A block's receipts as eth_getBlockReceipts sent them, out of mainnet-blocks/jsonrpc.</summary>
    public static IReadOnlyList<Receipt> ReceiptsOf(int number) => Result($"{number}.receipts.json", ReceiptAnswer.ReadManyOrNull)!;

    /// <summary>Encoded as its hash is taken: a typed transaction stands in a block as a string that holds it.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> TransactionsOf(RlpItem list) => [.. list.Items.Select(item => item.IsList ? item.Encoded : item.Bytes)];

    private static T Result<T>(string file, AnswerDecoder<T> decode)
    {
        var (replies, _) = RpcReply.ReadBody(File.ReadAllBytes(Vectors.Path($"mainnet-blocks/jsonrpc/{file}")), decode);
        return replies[0].Result;
    }

    private static MainnetBlock Read(string file)
    {
        using Stream raw = File.OpenRead(file);
        using var text = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw, Encoding.UTF8);
        var parts = text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ")).ToDictionary(line => line[0], line => Hex.Decode(line[1].Trim().Trim('"')));
        var header = HeaderRlp.Decode(parts["header"]);
        return new MainnetBlock(
            header, TransactionsOf(RlpItem.Decode(parts["body"]).Items[0]), ReadReceipts(RlpItem.Decode(parts["receipts"]), header));
    }

    /// <summary>Receipts as [type, status, cumulative gas, logs], without bloom.</summary>
    private static List<Receipt> ReadReceipts(RlpItem list, BlockHeader header)
    {
        var receipts = new List<Receipt>();
        var logIndex = 0;
        foreach (var item in list.Items)
        {
            var hash = new Hash32([.. new byte[28], .. BitConverter.GetBytes(receipts.Count)]);
            var logs = item.Items[3].Items.Select(log => new Log
            {
                Address = log.Items[0].AsAddress(),
                Topics = [.. log.Items[1].Items.Select(topic => topic.AsHash32())],
                Data = log.Items[2].Bytes,
                BlockNumber = header.Number,
                BlockHash = header.Hash,
                TransactionHash = hash,
                TransactionIndex = receipts.Count,
                LogIndex = logIndex++,
            }).ToList();
            receipts.Add(new Receipt
            {
                Type = (int)item.Items[0].AsUInt64(),
                TransactionHash = hash,
                TransactionIndex = receipts.Count,
                BlockHash = header.Hash,
                BlockNumber = header.Number,
                Succeeded = item.Items[1].AsUInt64() == 1,
                CumulativeGasUsed = item.Items[2].AsUInt64(),
                Logs = logs,
                LogsBloom = LogBloom.Of(logs),
            });
        }

        return receipts;
    }
}
