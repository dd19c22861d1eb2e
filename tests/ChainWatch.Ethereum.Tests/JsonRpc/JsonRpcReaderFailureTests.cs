using System.Net;
using System.Net.Sockets;
using System.Text;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>What goes wrong on the way, and what the caller is told.</summary>
public sealed class JsonRpcReaderFailureTests
{
    private const string ChainId = """{"jsonrpc":"2.0","id":1,"result":"0x1"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_compressed_answer_is_read()
    {
        await using var node = new FakeNode(_ => new FakeAnswer(ChainId) { Compressed = true });
        using var reader = new JsonRpcReader(node.Endpoint);
        Assert.Equal(1ul, await reader.GetChainIdAsync(Cancellation));
    }

    [Fact]
    public async Task Too_many_requests_say_how_long_to_wait()
    {
        await using var node = new FakeNode(_ => new FakeAnswer("slow down", 429) { RetryAfter = "7" });
        var error = await FailAsync(node, RpcFailure.Retry);
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
        Assert.Contains("HTTP 429: 'slow down'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_given_as_a_date_is_measured_by_the_clock()
    {
        var clock = new ManualClock();
        await using var node = new FakeNode(_ => new FakeAnswer("""{"error":"too many requests"}""", 429) { RetryAfter = "Wed, 01 Jan 2025 00:01:30 GMT" });
        var error = await FailAsync(node, RpcFailure.Retry, new JsonRpcOptions { Clock = clock });
        Assert.Equal(TimeSpan.FromSeconds(90), error.RetryAfter);
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>", 200, RpcFailure.Retry)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"resu""", 200, RpcFailure.Retry)]
    [InlineData("", 502, RpcFailure.Retry)]
    [InlineData("", 401, RpcFailure.Final)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"who knows"}}""", 503, RpcFailure.Retry)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}""", 400, RpcFailure.Final)]
    [InlineData("""{"message":"Too many requests","code":15}""", 429, RpcFailure.Retry)]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":"0x1"}""", 200, RpcFailure.Final)]
    [InlineData("""{"jsonrpc":"2.0","result":"0x1"}""", 200, RpcFailure.Final)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", 200, RpcFailure.Final)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":null}""", 200, RpcFailure.Final)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":1}""", 200, RpcFailure.Final)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"1"}""", 200, RpcFailure.Final)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x"}""", 200, RpcFailure.Final)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0xg"}""", 200, RpcFailure.Final)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x10000000000000000"}""", 200, RpcFailure.Final)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"}]""", 200, RpcFailure.Final)]
    [InlineData("""[]""", 200, RpcFailure.Final)]
    [InlineData("""7""", 200, RpcFailure.Final)]
    public async Task A_senseless_answer_is_an_error(string body, int status, RpcFailure expected)
    {
        await using var node = new FakeNode(_ => new FakeAnswer(body, status));
        await FailAsync(node, expected);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_read_to_its_end()
    {
        await using var node = new FakeNode(_ => new FakeAnswer(new string(' ', 100_000) + ChainId) { Compressed = true });
        var error = await FailAsync(node, RpcFailure.RangeTooLarge, new JsonRpcOptions { MaxResponseBytes = 50_000 });
        Assert.Contains("larger than 50000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_endpoint_times_out()
    {
        var silence = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        var clock = new ManualClock();
        await using var node = new FakeNode(_ =>
        {
            asked.SetResult();
            return new FakeAnswer(ChainId) { Until = silence.Task };
        });
        using var reader = new JsonRpcReader(node.Endpoint, new JsonRpcOptions { Clock = clock });
        var call = reader.GetChainIdAsync(Cancellation);
        await asked.Task.WaitAsync(Cancellation);
        clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        var error = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(RpcFailure.Retry, error.Failure);
        Assert.EndsWith("no answer within 30 s", error.Message, StringComparison.Ordinal);
        silence.SetResult();
    }

    [Fact]
    public async Task The_callers_cancellation_is_no_failure_of_the_endpoint()
    {
        var silence = new TaskCompletionSource();
        using var cancel = new CancellationTokenSource();
        await using var node = new FakeNode(_ =>
        {
            cancel.Cancel();
            return new FakeAnswer(ChainId) { Until = silence.Task };
        });
        using var reader = new JsonRpcReader(node.Endpoint);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.GetChainIdAsync(cancel.Token));
        silence.SetResult();
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"jsonrpc\":\"2.0\",")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"jso")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    public async Task A_connection_that_is_cut_may_be_tried_again(string sent)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var cut = Task.Run(async () =>
        {
            using var socket = await listener.AcceptSocketAsync(Cancellation);
            await socket.ReceiveAsync(new byte[4096], Cancellation);
            await socket.SendAsync(Encoding.ASCII.GetBytes(sent), Cancellation);
        }, Cancellation);
        using var reader = new JsonRpcReader(new Uri($"http://{listener.LocalEndpoint}"));
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetChainIdAsync(Cancellation));
        Assert.Equal(RpcFailure.Retry, error.Failure);
        await cut;
    }

    [Fact]
    public async Task A_refused_connection_names_no_credentials_in_any_part_of_the_exception()
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        using var reader = new JsonRpcReader(new Uri($"http://user:passw0rd@127.0.0.1:{port}/v2/_gHhOgCqAFaa8f35R1PeHmpHx1E-zVcN?key=abcdef"));
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetHeaderAsync(17, Cancellation));
        Assert.Equal(RpcFailure.Retry, error.Failure);
        Assert.Equal($"http://127.0.0.1:{port}/v2/…", error.Endpoint);
        Assert.Equal("eth_getBlockByNumber", error.Method);
        Assert.Equal("block 17", error.Block);
        Assert.StartsWith($"http://127.0.0.1:{port}/v2/… eth_getBlockByNumber: block 17: ", error.Message, StringComparison.Ordinal);
        foreach (var secret in new[] { "passw0rd", "_gHhOg", "abcdef" })
        {
            Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"code":3,"message":"execution reverted: x","data":"0x08c379a0"}""", "0x08c379a0")]
    [InlineData("""{"code":-32015,"message":"VM execution error.","data":"Reverted 0x08c379a0"}""", "0x08c379a0")]
    [InlineData("""{"code":-32603,"message":"Error: VM Exception while processing transaction: reverted","data":{"message":"m","data":"0x82b42900"}}""", "0x82b42900")]
    [InlineData("""{"code":3,"message":"execution reverted"}""", "0x")]
    [InlineData("""{"code":3,"message":"execution reverted","data":null}""", "0x")]
    public async Task Revert_data_is_found(string json, string data)
    {
        await using var node = new FakeNode((_, _) => $"\"error\":{json}");
        using var reader = new JsonRpcReader(node.Endpoint);
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.CallAsync(default, default, BlockTag.Latest, Cancellation));
        Assert.Equal(RpcFailure.Reverted, error.Failure);
        Assert.Equal(data, Hex.Encode(error.RevertData.Span));
    }

    [Fact]
    public async Task Credentials_of_the_address_are_sent_as_basic_authentication()
    {
        var (listener, endpoint) = FakeNode.Listen();
        var seen = Task.Run(async () =>
        {
            var context = await listener.GetContextAsync();
            context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(ChainId));
            context.Response.Close();
            return (context.Request.Headers["Authorization"], context.Request.Headers["X-Key"]);
        }, Cancellation);
        var options = new JsonRpcOptions { Headers = new Dictionary<string, string> { ["X-Key"] = "k" } };
        using var reader = new JsonRpcReader(new UriBuilder(endpoint) { UserName = "Aladdin", Password = "open sesame" }.Uri, options);
        Assert.Equal(1ul, await reader.GetChainIdAsync(Cancellation));
        Assert.Equal(("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "k"), await seen);
        listener.Close();
    }

    [Theory]
    [InlineData("ftp://x")]
    [InlineData("ws://x")]
    [InlineData("/relative")]
    public void Other_schemes_are_refused(string endpoint) =>
        Assert.Throws<ArgumentException>(() => new JsonRpcReader(new Uri(endpoint, UriKind.RelativeOrAbsolute)));

    private static async Task<RpcException> FailAsync(FakeNode node, RpcFailure expected, JsonRpcOptions? options = null)
    {
        using var reader = new JsonRpcReader(node.Endpoint, options);
        var error = await Assert.ThrowsAsync<RpcException>(() => reader.GetChainIdAsync(Cancellation));
        Assert.Equal(expected, error.Failure);
        Assert.Equal("eth_chainId", error.Method);
        return error;
    }
}
