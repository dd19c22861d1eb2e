using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>A WebSocket endpoint on the loopback; a test says what each connection, counted from 1, goes through.</summary>
internal sealed class FakeHeadNode : IAsyncDisposable
{
    public const string Consent = """{"jsonrpc":"2.0","id":1,"result":"0xabc"}""";

    private readonly HttpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public FakeHeadNode(Func<Connection, Task> serve, Func<int, int>? status = null)
    {
        (_listener, var endpoint) = FakeNode.Listen();
        Endpoint = new UriBuilder(endpoint) { Scheme = "ws" }.Uri;
        _serving = ServeAsync(serve, status ?? (_ => 101));
    }

    public Uri Endpoint { get; }

    public static string Notice(ulong number, string subscription = "0xabc") => $$"""
        {"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"{{subscription}}","result":{"hash":"{{FakeChain.BlockHash(number)}}",
        "parentHash":"{{FakeChain.BlockHash(number - 1)}}","number":"0x{{number:x}}","timestamp":"0x1"} } }
        """;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<Connection, Task> serve, Func<int, int> status)
    {
        var connections = new List<Task>();
        try
        {
            for (var number = 1; ; number++)
            {
                var context = await _listener.GetContextAsync();
                if (status(number) is var refused and not 101)
                {
                    context.Response.StatusCode = refused;
                    context.Response.Close();
                    continue;
                }

                var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
                connections.Add(ServeOneAsync(serve, new Connection(socket, context.Response, number, _stop.Token)));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private static async Task ServeOneAsync(Func<Connection, Task> serve, Connection connection)
    {
        try
        {
            await serve(connection);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client went away, or the test is over.
        }
        finally
        {
            connection.Cut();
        }
    }

    internal sealed class Connection(WebSocket socket, HttpListenerResponse response, int number, CancellationToken stop)
    {
        public int Number => number;

        /// <summary>Reads the request to subscribe and consents.</summary>
        public async Task ConsentAsync()
        {
            Assert.Contains("\"eth_subscribe\",\"params\":[\"newHeads\"]", await ReadAsync(), StringComparison.Ordinal);
            await SendAsync(Consent);
        }

        public async Task<string> ReadAsync()
        {
            var buffer = new byte[4096];
            var read = await socket.ReceiveAsync(buffer, stop);
            return Encoding.UTF8.GetString(buffer, 0, read.Count);
        }

        public async Task SendAsync(params string[] messages)
        {
            foreach (var message in messages)
            {
                // In two frames, as some proxies do.
                var bytes = Encoding.UTF8.GetBytes(message);
                await socket.SendAsync(bytes.AsMemory(0, bytes.Length / 2), WebSocketMessageType.Text, false, stop);
                await socket.SendAsync(bytes.AsMemory(bytes.Length / 2), WebSocketMessageType.Text, true, stop);
            }
        }

        public Task CloseAsync() => socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "going away", stop);

        /// <summary>Closes the TCP connection without a word: aborting the WebSocket alone leaves it open here.</summary>
        public void Cut()
        {
            socket.Abort();
            response.Abort();
        }

        /// <summary>Keeps silent until the client goes or the test ends.</summary>
        public Task StayAsync() => ReadAsync();
    }
}
