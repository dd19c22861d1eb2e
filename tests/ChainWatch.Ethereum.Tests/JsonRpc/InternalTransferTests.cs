using System.Numerics;
using System.Text;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>Whole blocks and their traces, as nodes send them.</summary>
public sealed class InternalTransferTests
{
    private const string Unknown = """ "error":{"code":-32601,"message":"Method not found"} """;

    // Created in the block's last transaction.
    private static readonly Address Created = Address.Parse("0x5FC8d32690cc91D4c39d9d3abcBD16989F875707");

    private static readonly InternalTransfer[] Moved =
        [new(0, 0, TracedBlock.Forwarder, TracedBlock.Payee, 40), new(4, 0, Created, TracedBlock.Payee, 43)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("debug_traceBlockByHash")]
    [InlineData("trace_block")]
    [InlineData("debug_traceTransaction")]
    public async Task Every_form_of_a_trace_tells_the_same_of_the_same_block(string method)
    {
        await using var node = NodeWith(method);
        using var reader = new JsonRpcReader(node.Endpoint);

        Assert.Equal(method, await reader.GetTraceMethodAsync(Cancellation));
        Assert.Equal(Moved, await reader.GetInternalTransfersAsync(await BlockAsync(reader), Cancellation));
    }

    [Fact]
    public async Task An_endpoint_is_asked_once_how_it_traces()
    {
        await using var node = NodeWith("trace_block");
        using var reader = new JsonRpcReader(node.Endpoint);
        await reader.GetTraceMethodAsync(Cancellation);
        await reader.GetTraceMethodAsync(Cancellation);
        Assert.Single(node.Requests, request => request.Contains("debug_traceBlockByHash", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_traces_nothing_says_so()
    {
        await using var node = NodeWith("none");
        using var reader = new JsonRpcReader(node.Endpoint);

        Assert.Null(await reader.GetTraceMethodAsync(Cancellation));
        var block = await BlockAsync(reader);
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetInternalTransfersAsync(block, Cancellation));
        Assert.Equal(RpcFailure.NotSupported, error.Failure);
    }

    [Fact]
    public void A_delegate_call_names_a_value_and_moves_none()
    {
        const string Frames =
            """
            {"from":"0x00000000000000000000000000000000000000a1","to":"0x00000000000000000000000000000000000000a2","value":"0x9","type":"CALL","calls":[
            {"from":"0x00000000000000000000000000000000000000a2","to":"0x00000000000000000000000000000000000000a3","value":"0x9","type":"DELEGATECALL","calls":[
            {"from":"0x00000000000000000000000000000000000000a2","to":"0x00000000000000000000000000000000000000a4","value":"0x1","type":"CALL"}]},
            {"from":"0x00000000000000000000000000000000000000a2","to":"0x00000000000000000000000000000000000000a5","value":"0x9","type":"CALLCODE"},
            {"from":"0x00000000000000000000000000000000000000a2","to":"0x00000000000000000000000000000000000000a2","value":"0x9","type":"CALL"},
            {"from":"0x00000000000000000000000000000000000000a2","to":"0x00000000000000000000000000000000000000a6","type":"STATICCALL"},
            {"from":"0x00000000000000000000000000000000000000a2","to":"0x00000000000000000000000000000000000000a7","value":"0x2","type":"CREATE2"}]}
            """;

        var moved = Decode(Frames, TraceAnswer.ReadTree);

        Assert.Equal([(0, "a4", (BigInteger)1), (1, "a7", (BigInteger)2)], moved.Select(transfer => (transfer.Place, $"{transfer.To}"[^2..].ToLowerInvariant(), transfer.Value)));
    }

    [Fact]
    public void Calls_nest_as_deep_as_the_machine_lets_them()
    {
        const int Depth = 1024;
        const string Head = """{"from":"0x00000000000000000000000000000000000000a1","to":"0x00000000000000000000000000000000000000a2","value":"0x1","type":"CALL","calls":[""";
        var nested = new StringBuilder().Insert(0, Head, Depth).Append("""{"from":"0x00000000000000000000000000000000000000a1","to":"0x00000000000000000000000000000000000000a2","value":"0x2","type":"CALL"}""")
            .Insert(0, " ").Append(string.Concat(Enumerable.Repeat("]}", Depth)));

        Assert.Equal(2, Decode($"{nested}", TraceAnswer.ReadTree)[^1].Value);
    }

    [Fact]
    public async Task Traces_of_fewer_transactions_than_the_block_has_are_not_believed()
    {
        await using var node = new FakeNode((method, _) => method switch
        {
            "eth_getBlockByNumber" => $"\"result\":{TracedBlock.Block}",
            "debug_traceBlockByHash" => "\"result\":[]",
            _ => Unknown,
        });
        using var reader = new JsonRpcReader(node.Endpoint);
        var block = await BlockAsync(reader);
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetInternalTransfersAsync(block, Cancellation));
        Assert.Equal(RpcFailure.Final, error.Failure);
    }

    [Fact]
    public async Task Traces_of_another_block_at_that_height_are_a_reason_to_look_again()
    {
        await using var node = new FakeNode((method, _) => method switch
        {
            "eth_getBlockByNumber" => $"\"result\":{TracedBlock.Block}",
            "trace_block" => $"\"result\":{TracedBlock.Flat.Replace("0xce4d6c9b", "0xce4d6c9a", StringComparison.Ordinal)}",
            _ => Unknown,
        });
        using var reader = new JsonRpcReader(node.Endpoint);
        var block = await BlockAsync(reader);
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetInternalTransfersAsync(block, Cancellation));
        Assert.Equal(RpcFailure.Retry, error.Failure);
    }

    [Fact]
    public void A_transaction_that_could_not_be_traced_is_no_transaction_without_calls() =>
        Assert.Throws<AnswerException>(() => Decode("""[{"txHash":"0x00","error":"execution timeout"}]""", TraceAnswer.ReadTrees));

    [Fact]
    public void A_block_holds_its_transactions_and_they_are_from_whom_they_say()
    {
        var block = Decode(TracedBlock.Block, BlockAnswer.ReadOrNull)!;

        Assert.Equal(VerdictKind.Holds, BlockRoots.CheckTransactions(block.Header, block.Transactions).Kind);
        Assert.All(block.Transactions, transaction => Assert.Equal(VerdictKind.Holds, TransactionProof.Check(transaction.Encoded!.Value, transaction).Kind));
        Assert.All(block.Transactions, transaction => Assert.Equal(
            VerdictKind.Fails, TransactionProof.Check(transaction.Encoded!.Value, transaction with { From = TracedBlock.Payee }).Kind));
        Assert.Equal(VerdictKind.Fails, BlockRoots.CheckTransactions(block.Header, [.. block.Transactions.Skip(1)]).Kind);
        Assert.Equal(VerdictKind.CannotTell, BlockRoots.CheckTransactions(block.Header, [.. block.Transactions.Select(one => one with { Encoded = null })]).Kind);
    }

    [Fact]
    public void A_transaction_is_proved_from_bytes_alone()
    {
        var block = Decode(TracedBlock.Block, BlockAnswer.ReadOrNull)!;
        var proof = new TransactionProof
        {
            Header = HeaderRlp.Encode(block.Header),
            Index = 2,
            Nodes = PatriciaTrie.ProveInList([.. block.Transactions.Select(transaction => transaction.Encoded!.Value)], 2),
        };

        Assert.Equal(block.Transactions[2].Encoded!.Value.ToArray(), proof.Verify(block.Header.Hash).ToArray());
        Assert.Throws<ProofException>(() => (proof with { Index = 3 }).Verify(block.Header.Hash));
        Assert.Throws<ProofException>(() => proof.Verify(block.Header.ParentHash));
    }

    [Fact]
    public void Every_block_that_a_node_sent_whole_has_its_transactions_root()
    {
        var blocks = RecordedExchange.Of("eth_getBlockByNumber").Concat(RecordedExchange.Of("eth_getBlockByHash"))
            .Where(exchange => !exchange.IsError && exchange.Parameters[1].GetBoolean())
            .Select(exchange => Decode(exchange.Result.GetRawText(), BlockAnswer.ReadOrNull)).OfType<BlockTransactions>().ToList();

        TestContext.Current.TestOutputHelper?.WriteLine($"{blocks.Count} blocks, {blocks.Sum(block => block.Transactions.Count)} transactions");
        Assert.All(blocks, block => Assert.Equal(VerdictKind.Holds, BlockRoots.CheckTransactions(block.Header, block.Transactions).Kind));
        Assert.All(blocks.SelectMany(block => block.Transactions), transaction => Assert.Equal(VerdictKind.Holds, TransactionProof.Check(transaction.Encoded!.Value, transaction).Kind));
        Assert.NotEmpty(blocks);
    }

    [Fact]
    public void What_the_beacon_chain_pays_out_is_told_in_gwei_and_read_in_wei()
    {
        const string Paid = """ "withdrawals":[{"index":"0x7","validatorIndex":"0x5","address":"0x00000000000000000000000000000000000000aa","amount":"0x64"}], """;

        var block = Decode(TracedBlock.Block.Replace("\"transactions\":", $"{Paid}\"transactions\":", StringComparison.Ordinal), BlockAnswer.ReadOrNull)!;

        Assert.Equal([new Withdrawal(TracedBlock.Payee, 100_000_000_000)], block.Withdrawals);
        Assert.Equal(5, block.Transactions.Count);
    }

    private static FakeNode NodeWith(string tracing)
    {
        var trees = System.Text.Json.JsonDocument.Parse(TracedBlock.Trees).RootElement.EnumerateArray()
            .ToDictionary(tree => tree.GetProperty("txHash").GetString()!, tree => tree.GetProperty("result").GetRawText());
        return new FakeNode((method, parameters) => method == "eth_getBlockByNumber" ? $"\"result\":{TracedBlock.Block}"
            : method != tracing ? Unknown
            : method switch
            {
                "debug_traceBlockByHash" => $"\"result\":{TracedBlock.Trees}",
                "trace_block" => $"\"result\":{TracedBlock.Flat}",
                _ => trees.TryGetValue(parameters[0].GetString()!, out var tree) ? $"\"result\":{tree}" : """ "error":{"code":-32000,"message":"unknown transaction"} """,
            });
    }

    private static async Task<BlockTransactions> BlockAsync(JsonRpcReader reader) => (await reader.GetBlockTransactionsAsync([2], Cancellation))[0]!;

    private static T Decode<T>(string json, AnswerDecoder<T> decode) => AnswerReader.Decode(Encoding.UTF8.GetBytes(json.Trim()), decode);
}
