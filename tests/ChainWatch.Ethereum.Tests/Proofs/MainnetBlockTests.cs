using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Tests.Proofs;

/// <summary>Every block of mainnet among the vectors.</summary>
public sealed class MainnetBlockTests
{
    [Fact]
    public void Blocks_in_rlp_hold_what_their_headers_say()
    {
        var blocks = MainnetBlock.OfRlp();
        var logs = 0;
        foreach (var block in blocks)
        {
            Assert.True(HeaderHash.Check(block.Header).Holds);
            Assert.Equal(block.Header.TransactionsRoot, BlockRoots.OfTransactions(block.Transactions));
            Assert.Equal(block.Header.ReceiptsRoot, BlockRoots.OfReceipts(block.Receipts));
            Assert.Equal(block.Header.LogsBloom.ToArray(), LogBloom.Of(block.Receipts.SelectMany(receipt => receipt.Logs)));
            logs += block.Receipts.Sum(receipt => receipt.Logs.Count);
        }

        var transactions = blocks.Sum(block => block.Transactions.Count);
        TestContext.Current.TestOutputHelper?.WriteLine($"{blocks.Count} blocks, {transactions} transactions, {logs} logs");
        Assert.Equal((5, 373, 11_134), (blocks.Count, transactions, logs));
    }

    [Theory]
    [InlineData(19433902, "0x8ec7bd37afa247fde16aa96317c77055b7a633aa8dc9ae27d0d5c776b58fef04")]
    [InlineData(19433903, "0xb39d99cc81a35570c4d5765d9273cb282e424324cd5aae059cc00de7d59afb69")]
    public void Blocks_in_json_hold_what_their_headers_say(int number, string hash)
    {
        var header = MainnetBlock.HeaderOf(number);
        var receipts = MainnetBlock.ReceiptsOf(number);
        Assert.Equal(Hash32.Parse(hash), header.Hash);
        Assert.Equal(VerdictKind.Holds, HeaderHash.Check(header).Kind);
        Assert.Equal(header.Hash, HeaderRlp.Decode(HeaderRlp.Encode(header)).Hash);
        Assert.Equal(VerdictKind.Holds, BlockRoots.CheckReceipts(header, receipts).Kind);
        Assert.All(receipts, receipt => Assert.Equal(receipt.LogsBloom.ToArray(), LogBloom.Of(receipt.Logs)));
    }

    [Fact]
    public void Receipts_from_before_byzantium_hold_a_state_root()
    {
        var receipts = MainnetBlock.ReceiptsOf(1114271);
        Assert.All(receipts, receipt => Assert.Null(receipt.Succeeded));
        Assert.Equal(Hash32.Parse("0xd262fe545cec9ec04f4246334d05437fac8d8dfe201a1f6476fab545878cb251"), BlockRoots.OfReceipts(receipts));
    }

    [Fact]
    public void Every_log_of_a_block_is_found_and_no_altered_one()
    {
        var (header, receipts) = (MainnetBlock.HeaderOf(19433903), MainnetBlock.ReceiptsOf(19433903));
        var logs = receipts.SelectMany(receipt => receipt.Logs).ToList();
        Assert.All(LogInclusion.Verify(header, receipts, logs), verdict => Assert.Equal(VerdictKind.Holds, verdict.Kind));
        var altered = logs.SelectMany(log => new Log[]
        {
            log with { Data = new byte[] { 1 } },
            log with { Topics = [.. log.Topics, Hash32.Zero] },
            log with { Address = Address.Zero },
            log with { LogIndex = log.LogIndex + 1, TransactionIndex = log.TransactionIndex + 1 },
            log with { LogIndex = -1 },
            log with { TransactionIndex = log.TransactionIndex + 1 },
            log with { TransactionIndex = int.MaxValue },
            log with { TransactionIndex = -1 },
            log with { TransactionHash = Hash32.Zero },
            log with { BlockHash = Hash32.Zero },
            log with { BlockNumber = 1 },
            log with { BlockTimestamp = 1 },
        }).ToList();
        Assert.All(LogInclusion.Verify(header, receipts, altered), verdict => Assert.Equal(VerdictKind.Fails, verdict.Kind));
        TestContext.Current.TestOutputHelper?.WriteLine($"{logs.Count} logs, {altered.Count} altered ones");
        Assert.Equal(265, logs.Count);
    }

    [Fact]
    public void Nothing_holds_where_header_or_receipts_do_not()
    {
        var (header, receipts) = (MainnetBlock.HeaderOf(19433903), MainnetBlock.ReceiptsOf(19433903));
        var log = receipts.First(receipt => receipt.Logs.Count > 0).Logs[0];
        (VerdictKind Kind, BlockHeader Header, IReadOnlyList<Receipt> Receipts)[] wrong =
        [
            (VerdictKind.Fails, header with { GasUsed = 1 }, receipts),
            (VerdictKind.Fails, header with { Hash = Hash32.Zero }, receipts),
            (VerdictKind.Fails, header with { RequestsHash = Hash32.Zero }, receipts),
            (VerdictKind.CannotTell, header with { UnknownFields = ["blockAccessListHash"] }, receipts),
            (VerdictKind.CannotTell, header with { MissingFields = ["nonce"] }, receipts),
            (VerdictKind.CannotTell, header with { Nonce = default }, receipts),
            (VerdictKind.CannotTell, header with { WithdrawalsRoot = null }, receipts),
            (VerdictKind.CannotTell, header with { BaseFeePerGas = -1 }, receipts),
            (VerdictKind.Fails, header, [.. receipts.SkipLast(1)]),
            (VerdictKind.Fails, header, [.. receipts.Reverse()]),
            (VerdictKind.Fails, header, [.. receipts.Select(receipt => receipt with { CumulativeGasUsed = receipt.CumulativeGasUsed + 1 })]),
            (VerdictKind.CannotTell, header, [.. receipts.SkipLast(1), receipts[^1] with { Type = 0x55 }]),
            (VerdictKind.CannotTell, header, [.. receipts.SkipLast(1), receipts[^1] with { Type = 0x6a }]),
            (VerdictKind.CannotTell, header, [.. receipts.SkipLast(1), receipts[^1] with { Succeeded = null }]),
            (VerdictKind.CannotTell, header, [.. receipts.SkipLast(1), receipts[^1] with { LogsBloom = default }]),
        ];
        Assert.All(wrong, x => Assert.Equal(x.Kind, LogInclusion.Verify(x.Header, x.Receipts, log).Kind));
        Assert.Contains("unknown type 0x55", LogInclusion.Verify(header, wrong[^4].Receipts, log).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_for_a_receipt_can_be_checked_again_from_its_bytes()
    {
        var blocks = MainnetBlock.OfRlp();
        var (count, bytes) = (0, 0);
        foreach (var block in blocks)
        {
            // Each proof builds the trie anew, so a few of every block: an early key, one of two bytes where there is one, and the last.
            foreach (var index in new[] { 0, block.Receipts.Count - 1 }.Append(Math.Min(130, block.Receipts.Count - 1)).Distinct())
            {
                var evidence = ReceiptProof.Create(block.Header, block.Receipts, index).ToArray();
                var proved = ReceiptProof.Parse(evidence).Verify(block.Header.Hash);
                Assert.Equal(block.Receipts[index].Logs.Count, proved.Logs.Count);
                Assert.All(block.Receipts[index].Logs.Zip(proved.Logs), pair => Assert.True(pair.Second.Says(pair.First)));
                Assert.Throws<ProofException>(() => ReceiptProof.Parse(evidence).Verify(Hash32.Zero));
                Assert.Throws<ProofException>(() => (ReceiptProof.Parse(evidence) with { Index = index + 1 }).Verify(block.Header.Hash));
                (count, bytes) = (count + 1, bytes + evidence.Length);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{count} proofs of {bytes / count} bytes on average");
        Assert.Equal(11, count);
    }

    [Fact]
    public void Evidence_proves_logs_of_its_receipt_and_no_others()
    {
        var (header, receipts) = (MainnetBlock.HeaderOf(19433903), MainnetBlock.ReceiptsOf(19433903));
        var index = receipts.ToList().FindIndex(receipt => receipt.Logs.Count > 1);
        var evidence = ReceiptProof.Create(header, receipts, index);
        Assert.All(receipts[index].Logs, log => Assert.Equal(VerdictKind.Holds, evidence.VerifyLog(header.Hash, log).Kind));
        var log = receipts[index].Logs[0];
        Assert.Equal(VerdictKind.Fails, evidence.VerifyLog(header.Hash, log with { Data = default }).Kind);
        Assert.Equal(VerdictKind.Fails, evidence.VerifyLog(header.Hash, log with { TransactionIndex = index + 1 }).Kind);
        Assert.Equal(VerdictKind.Fails, evidence.VerifyLog(header.Hash, log with { BlockHash = Hash32.Zero }).Kind);
        Assert.Equal(VerdictKind.CannotTell, evidence.VerifyLog(Hash32.Zero, log).Kind);
        Assert.Throws<ProofException>(() => ReceiptProof.Create(header with { GasUsed = 0 }, receipts, 0));
        Assert.Throws<ProofException>(() => ReceiptProof.Create(header, [.. receipts.Skip(1)], 0));
    }

    [Theory]
    [InlineData(19433902)]
    [InlineData(19433903)]
    public void Transactions_in_json_have_the_transactions_root(int number)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Vectors.Path($"mainnet-blocks/jsonrpc/{number}.block.json")));
        var transactions = json.RootElement.GetProperty("result").GetProperty("transactions").EnumerateArray().ToList();
        var encoded = transactions.Select(JsonTransaction.Encode).ToList();
        Assert.Equal(transactions.Select(x => x.GetProperty("hash").GetString()), encoded.Select(x => Keccak256.Hash(x).ToString()));
        Assert.Equal(MainnetBlock.HeaderOf(number).TransactionsRoot, BlockRoots.OfTransactions([.. encoded.Select(x => (ReadOnlyMemory<byte>)x)]));
    }

    /// <summary>Encodes a transaction as a node's JSON has it, types 0 to 3; here, since only these tests need it.</summary>
    private static class JsonTransaction
    {
        private static readonly string[][] Fields =
        [
            ["nonce", "gasPrice", "gas", "to", "value", "input", "v", "r", "s"],
            ["chainId", "nonce", "gasPrice", "gas", "to", "value", "input", "accessList", "yParity", "r", "s"],
            ["chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "to", "value", "input", "accessList", "yParity", "r", "s"],
            ["chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "to", "value", "input", "accessList", "maxFeePerBlobGas", "blobVersionedHashes", "yParity", "r", "s"],
        ];

        public static byte[] Encode(JsonElement transaction)
        {
            var type = Convert.ToInt32(transaction.GetProperty("type").GetString(), 16);
            var rlp = new RlpWriter();
            if (type > 0)
            {
                rlp.WriteEncoded([(byte)type]);
            }

            rlp.StartList();
            foreach (var name in Fields[type])
            {
                Write(rlp, name, transaction.GetProperty(name));
            }

            rlp.EndList();
            return rlp.ToArray();
        }

        private static void Write(RlpWriter rlp, string name, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                rlp.StartList();
                foreach (var item in value.EnumerateArray())
                {
                    Write(rlp, "input", item);
                }

                rlp.EndList();
            }
            else if (value.ValueKind == JsonValueKind.Object)
            {
                rlp.StartList();
                Write(rlp, "to", value.GetProperty("address"));
                Write(rlp, "", value.GetProperty("storageKeys"));
                rlp.EndList();
            }
            else if (name is "to" or "input")
            {
                rlp.WriteBytes(value.ValueKind == JsonValueKind.Null ? [] : Hex.Decode(value.GetString()));
            }
            else
            {
                rlp.WriteInteger(BigInteger.Parse("0" + value.GetString()![2..], System.Globalization.NumberStyles.AllowHexSpecifier, null));
            }
        }
    }
}
