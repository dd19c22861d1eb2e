using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Ethereum.Rlp;
using ChainWatch.Ethereum.Tests.JsonRpc;

namespace ChainWatch.Ethereum.Tests.Proofs;

/// <summary>The chain of the execution-apis tests, which goes through every fork from Frontier to Osaka, and what its node answered.</summary>
public sealed class ExecutionApisChainTests
{
    private static readonly Lazy<IReadOnlyList<RlpItem>> Blocks =
        new(() => RlpItem.DecodeSequence(File.ReadAllBytes(Vectors.Path("execution-apis-tests/chain.rlp"))));

    [Fact]
    public void Every_block_holds_what_its_header_says()
    {
        var parent = Hash32.Zero;
        var fields = new HashSet<int>();
        foreach (var block in Blocks.Value)
        {
            var header = HeaderRlp.Decode(block.Items[0].Encoded);
            Assert.True(HeaderHash.Check(header).Holds);
            Assert.Equal(block.Items[0].Encoded.ToArray(), HeaderRlp.Encode(header));
            Assert.Equal(header.TransactionsRoot, BlockRoots.OfTransactions(MainnetBlock.TransactionsOf(block.Items[1])));
            Assert.Equal(header.OmmersHash, Keccak256.Hash(block.Items[2].Encoded.Span));
            Assert.Equal(header.WithdrawalsRoot, block.Items.Count > 3 ? PatriciaTrie.RootOfList([.. block.Items[3].Items.Select(x => x.Encoded)]) : (Hash32?)null);
            Assert.True(parent == Hash32.Zero || parent == header.ParentHash);
            parent = header.Hash;
            fields.Add(block.Items[0].Items.Count);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Blocks.Value.Count} blocks; headers of {string.Join(", ", fields.Order())} fields");
        Assert.Equal(54, Blocks.Value.Count);
        Assert.Equal([15, 16, 17, 20, 21], fields.Order());
    }

    [Fact]
    public void Every_header_that_the_node_sent_has_its_hash()
    {
        var headers = RecordedExchange.Of("eth_getBlockByNumber").Concat(RecordedExchange.Of("eth_getBlockByHash"))
            .Select(x => AnswerReader.Decode(System.Text.Encoding.UTF8.GetBytes(x.Result.GetRawText()), HeaderAnswer.ReadOrNull))
            .OfType<BlockHeader>().ToList();
        Assert.All(headers, header => Assert.Equal(VerdictKind.Holds, HeaderHash.Check(header).Kind));
        Assert.Equal(10, headers.Count);
    }

    [Fact]
    public void Every_list_of_receipts_that_the_node_sent_has_the_root_of_its_block()
    {
        var headers = Blocks.Value.Select(block => HeaderRlp.Decode(block.Items[0].Encoded)).ToDictionary(header => header.Hash);
        var (lists, logs) = (0, 0);
        foreach (var exchange in RecordedExchange.Of("eth_getBlockReceipts"))
        {
            var receipts = AnswerReader.Decode(System.Text.Encoding.UTF8.GetBytes(exchange.Result.GetRawText()), ReceiptAnswer.ReadManyOrNull);
            if (receipts is { Count: > 0 })
            {
                var header = headers[receipts[0].BlockHash];
                Assert.Equal(VerdictKind.Holds, BlockRoots.CheckReceipts(header, receipts).Kind);
                Assert.All(receipts.SelectMany(receipt => receipt.Logs), log => Assert.Equal(VerdictKind.Holds, LogInclusion.Verify(header, receipts, log).Kind));
                (lists, logs) = (lists + 1, logs + receipts.Sum(receipt => receipt.Logs.Count));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{lists} lists of receipts, {logs} logs");
        Assert.Equal(3, lists);
    }

    [Fact]
    public void Every_account_that_the_node_proved_is_proved()
    {
        var stateRoot = HeaderRlp.Decode(Blocks.Value[^1].Items[0].Encoded).StateRoot;
        var proofs = RecordedExchange.Of("eth_getProof")
            .Select(x => AnswerReader.Decode(System.Text.Encoding.UTF8.GetBytes(x.Result.GetRawText()), AccountProofAnswer.Read)).ToList();
        Assert.Equal((4, 1), (proofs.Count, proofs.Sum(proof => proof.Storage.Count)));
        foreach (var proof in proofs)
        {
            Assert.Equal(VerdictKind.Holds, proof.Verify(stateRoot).Kind);
            AccountProof[] altered =
            [
                proof with { Balance = proof.Balance + 1 },
                proof with { Balance = -1 },
                proof with { Nonce = proof.Nonce + 1 },
                proof with { CodeHash = Hash32.Zero },
                proof with { StorageHash = Hash32.Zero },
                proof with { Nonce = 0, Balance = 0, CodeHash = Hash32.Zero, StorageHash = Hash32.Zero, Storage = [] },
                .. proof.Storage.Select(word => proof with { Storage = [word with { Value = word.Value + 1 }] }),
                .. proof.Storage.Select(word => proof with { Storage = [word with { Value = 0 }] }),
            ];
            Assert.All(altered, other => Assert.Equal(VerdictKind.Fails, other.Verify(stateRoot).Kind));
            AccountProof[] incomplete =
            [
                proof with { Nodes = [.. proof.Nodes.SkipLast(1)] },
                proof with { Nodes = [] },
                .. proof.Storage.Select(word => proof with { Storage = [word with { Nodes = [] }] }),
            ];
            Assert.All(incomplete, other => Assert.Equal(VerdictKind.CannotTell, other.Verify(stateRoot).Kind));
            Assert.Equal(VerdictKind.CannotTell, proof.Verify(Hash32.Zero).Kind);
        }
    }
}
