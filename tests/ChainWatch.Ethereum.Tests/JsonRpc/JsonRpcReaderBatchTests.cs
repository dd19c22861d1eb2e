using System.Text.Json.Nodes;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

public sealed class JsonRpcReaderBatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_no_larger_than_allowed()
    {
        await using var node = new FakeNode(FakeChain.Answer);
        using var reader = new JsonRpcReader(node.Endpoint, new JsonRpcOptions { MaxBatch = 30 });
        await reader.GetHeadersAsync(Numbers(100), Cancellation);
        Assert.Equal([30, 30, 30, 10], node.Requests.Select(Calls).OrderDescending());
    }

    [Fact]
    public async Task Once_a_batch_has_passed_the_next_four_are_under_way_at_once_and_the_answers_keep_their_order()
    {
        var asked = 0;
        var together = new TaskCompletionSource();
        await using var node = new FakeNode(body =>
        {
            var place = Interlocked.Increment(ref asked);
            if (place == 5)
            {
                together.SetResult();
            }

            return new FakeAnswer(FakeNode.Reply(body, FakeChain.Answer)) { Until = place is > 1 and <= 5 ? together.Task : Task.CompletedTask };
        });
        using var reader = new JsonRpcReader(node.Endpoint, new JsonRpcOptions { MaxBatch = 10 });

        var headers = await reader.GetHeadersAsync(Numbers(64), Cancellation);

        Assert.Equal(Numbers(64), headers.Select(header => header!.Number));
        Assert.Equal([10, 10, 10, 10, 10, 10, 4], node.Requests.Select(Calls).OrderDescending());
    }

    [Fact]
    public async Task What_passed_beside_a_batch_that_was_refused_stands_and_the_rest_is_asked_in_smaller_ones()
    {
        await using var node = new FakeNode(body => Calls(body) > 2 && body.Contains("\"0x23\"", StringComparison.Ordinal)
            ? new FakeAnswer("""{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"batch limit 2 exceeded"}}""")
            : new FakeAnswer(FakeNode.Reply(body, FakeChain.Answer)));
        using var reader = new JsonRpcReader(node.Endpoint, new JsonRpcOptions { MaxBatch = 10 });

        Assert.Equal(Numbers(64), (await reader.GetHeadersAsync(Numbers(64), Cancellation)).Select(header => header!.Number));
    }

    [Fact]
    public async Task Answers_are_matched_by_id_in_whatever_order_they_come()
    {
        await using var node = new FakeNode(body =>
            new FakeAnswer(new JsonArray([.. JsonNode.Parse(FakeNode.Reply(body, FakeChain.Answer))!.AsArray().Reverse().Select(x => x!.DeepClone())]).ToJsonString()));
        using var reader = new JsonRpcReader(node.Endpoint);
        var headers = await reader.GetHeadersAsync(Numbers(50), Cancellation);
        Assert.Equal(Numbers(50), headers.Select(x => x!.Number));
    }

    [Fact]
    public async Task The_first_call_that_failed_is_thrown_after_all_are_read()
    {
        await using var node = new FakeNode((method, p) => p[0].GetString() switch
        {
            "0x7" => """ "error":{"code":-32000,"message":"nonsense seven"} """,
            "0x5" => """ "error":{"code":-32005,"message":"rate limit five"} """,
            _ => FakeChain.Answer(method, p),
        });
        using var reader = new JsonRpcReader(node.Endpoint);
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetHeadersAsync([9, 5, 7], Cancellation));
        Assert.Equal((RpcFailure.Retry, "block 5"), (error.Failure, error.Block));
        Assert.Contains("rate limit five", error.Message, StringComparison.Ordinal);
        Assert.Single(node.Requests);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}}""", 200)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"batch requests are not supported"}}""", 200)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"batch too large"}}]""", 200)]
    [InlineData("""{"message":"Batch of more than 3 requests are not allowed on free tier","code":31}""", 500)]
    [InlineData("Bad Request", 400)]
    [InlineData("", 405)]
    public async Task An_endpoint_that_refuses_batches_is_asked_singly_once_that_is_learned(string refusal, int status)
    {
        await using var node = new FakeNode(body => Calls(body) > 1 ? new FakeAnswer(refusal, status) : new FakeAnswer(FakeNode.Reply(body, FakeChain.Answer)));
        using var reader = new JsonRpcReader(node.Endpoint);
        var headers = await reader.GetHeadersAsync(Numbers(20), Cancellation);
        Assert.Equal(Numbers(20), headers.Select(x => x!.Number));
        Assert.Equal([20, 5, .. Enumerable.Repeat(1, 20)], node.Requests.Select(Calls));

        node.Requests.Clear();
        await reader.GetHeadersAsync(Numbers(3), Cancellation);
        Assert.Equal([1, 1, 1], node.Requests.Select(Calls));
    }

    [Fact]
    public async Task A_refusal_that_single_calls_meet_too_teaches_nothing_about_batches()
    {
        var isForbidden = true;
        await using var node = new FakeNode(body => isForbidden ? new FakeAnswer("", 403) : new FakeAnswer(FakeNode.Reply(body, FakeChain.Answer)));
        using var reader = new JsonRpcReader(node.Endpoint);
        await Assert.ThrowsAsync<RpcException>(() => reader.GetHeadersAsync(Numbers(20), Cancellation));
        isForbidden = false;
        node.Requests.Clear();
        await reader.GetHeadersAsync(Numbers(20), Cancellation);
        Assert.Equal([20], node.Requests.Select(Calls));
    }

    [Fact]
    public async Task An_error_of_one_call_is_no_refusal_of_the_batch()
    {
        await using var node = new FakeNode((_, _) => """ "error":{"code":-32600,"message":"You can make eth_getLogs requests with up to a 500 block range."} """);
        using var reader = new JsonRpcReader(node.Endpoint);
        var filter = new LogFilter { FromBlock = 0, ToBlock = 1000 };
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetLogsAsync([filter, filter], Cancellation));
        Assert.Equal(RpcFailure.RangeTooLarge, error.Failure);
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task An_endpoint_that_takes_small_batches_gets_small_batches()
    {
        await using var node = new FakeNode(body => Calls(body) > 10
            ? new FakeAnswer("""{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"batch limit 10 exceeded"}}""")
            : new FakeAnswer(FakeNode.Reply(body, FakeChain.Answer)));
        using var reader = new JsonRpcReader(node.Endpoint);
        await reader.GetHeadersAsync(Numbers(120), Cancellation);
        Assert.Equal([100, 25, .. Enumerable.Repeat(6, 20)], node.Requests.Select(Calls));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(401)]
    public async Task A_batch_that_fails_for_another_reason_is_a_failure(int status)
    {
        await using var node = new FakeNode(_ => new FakeAnswer("no", status));
        using var reader = new JsonRpcReader(node.Endpoint);
        await Assert.ThrowsAsync<RpcException>(() => reader.GetHeadersAsync(Numbers(20), Cancellation));
        Assert.Single(node.Requests);
    }

    [Theory]
    [InlineData("[]", RpcFailure.Retry)]
    [InlineData("""[{"id":1,"result":null}]""", RpcFailure.Retry)]
    [InlineData("""[{"id":1,"result":null},{"id":1,"result":null}]""", RpcFailure.Final)]
    [InlineData("""[{"id":1,"result":null},{"id":99,"result":null}]""", RpcFailure.Final)]
    [InlineData("""[{"id":1,"result":null},{"result":null}]""", RpcFailure.Final)]
    [InlineData("""[{"id":1,"result":null},7]""", RpcFailure.Final)]
    [InlineData("""{"id":1,"result":null}""", RpcFailure.Final)]
    public async Task An_incomplete_or_senseless_batch_answer_is_a_failure(string answer, RpcFailure expected)
    {
        await using var node = new FakeNode(_ => new FakeAnswer(answer));
        using var reader = new JsonRpcReader(node.Endpoint);
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetHeadersAsync([1, 2], Cancellation));
        Assert.Equal(expected, error.Failure);
    }

    [Theory]
    [InlineData(-32601, "the method eth_getBlockReceipts does not exist/is not available")]
    [InlineData(-32004, "Method not supported")]
    public async Task Without_block_receipts_each_receipt_is_asked_for_and_that_is_remembered(int code, string message)
    {
        await using var node = new FakeNode((method, p) =>
            method == "eth_getBlockReceipts" ? $$""" "error":{"code":{{code}},"message":"{{message}}"} """ : FakeChain.Answer(method, p));
        using var reader = new JsonRpcReader(node.Endpoint);
        Assert.Equal(FakeChain.TransactionHash(3), Assert.Single((await reader.GetBlockReceiptsAsync(FakeChain.BlockHash(3), Cancellation))!).TransactionHash);
        Assert.Null(await reader.GetBlockReceiptsAsync(FakeChain.BlockHash(999), Cancellation));
        Assert.Equal(
            ["eth_getBlockReceipts", "eth_getBlockByHash", "eth_getTransactionReceipt", "eth_getBlockByHash"],
            node.Requests.Select(body => JsonNode.Parse(body)!["method"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_missing_or_moved_receipt_of_a_block_is_passing_trouble()
    {
        foreach (var result in new[] { "null", $$"""{"type":"0x0","transactionHash":"{{FakeChain.TransactionHash(3)}}","transactionIndex":"0x0","blockHash":"{{FakeChain.Hash(1)}}","blockNumber":"0x3","status":"0x1","cumulativeGasUsed":"0x1","logs":[],"logsBloom":"0x{{new string('0', 512)}}"}""" })
        {
            await using var node = new FakeNode((method, p) => method switch
            {
                "eth_getBlockReceipts" => """ "error":{"code":-32601,"message":"Method not found"} """,
                "eth_getTransactionReceipt" => $"\"result\":{result}",
                _ => FakeChain.Answer(method, p),
            });
            using var reader = new JsonRpcReader(node.Endpoint);
            var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetBlockReceiptsAsync(FakeChain.BlockHash(3), Cancellation));
            Assert.Equal(RpcFailure.Retry, error.Failure);
        }
    }

    [Fact]
    public async Task An_answer_to_another_question_is_not_believed()
    {
        await using var node = new FakeNode((method, _) => FakeChain.Answer(method, JsonNode.Parse(method switch
        {
            "eth_getLogs" => """[{"fromBlock":"0x1","toBlock":"0x9"}]""",
            "eth_getBlockByNumber" => """["0x9",false]""",
            "eth_getTransactionReceipt" => $"""["{FakeChain.TransactionHash(9)}"]""",
            _ => $"""["{FakeChain.BlockHash(9)}"]""",
        })!.Deserialize()));
        using var reader = new JsonRpcReader(node.Endpoint);
        Func<Task>[] questions =
        [
            () => reader.GetHeaderAsync(8, Cancellation),
            () => reader.GetHeaderAsync(FakeChain.BlockHash(8), Cancellation),
            () => reader.GetHeadersAsync([8], Cancellation),
            () => reader.GetLogsAsync(new LogFilter { FromBlock = 2, ToBlock = 9 }, Cancellation),
            () => reader.GetLogsAsync(new LogFilter { FromBlock = 1, ToBlock = 9, Addresses = [Address.Zero] }, Cancellation),
            () => reader.GetLogsAsync(new LogFilter { FromBlock = 1, ToBlock = 9, Topics = [[Hash32.Zero]] }, Cancellation),
            () => reader.GetReceiptAsync(FakeChain.TransactionHash(8), Cancellation),
            () => reader.GetBlockReceiptsAsync(FakeChain.BlockHash(8), Cancellation),
        ];
        foreach (var question in questions)
        {
            var error = await Assert.ThrowsAsync<RpcException>(question);
            Assert.Equal(RpcFailure.Final, error.Failure);
            Assert.Contains("another question", error.Message, StringComparison.Ordinal);
        }
    }

    private static ulong[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(n => (ulong)n)];

    private static int Calls(string body) => JsonNode.Parse(body) is JsonArray batch ? batch.Count : 1;
}

file static class JsonNodes
{
    public static System.Text.Json.JsonElement Deserialize(this JsonNode node) => System.Text.Json.JsonDocument.Parse(node.ToJsonString()).RootElement;
}
