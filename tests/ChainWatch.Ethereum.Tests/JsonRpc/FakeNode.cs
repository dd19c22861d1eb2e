using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>An HTTP answer of a <see cref="FakeNode"/>.</summary>
internal sealed record FakeAnswer(string Body, int Status = 200)
{
    public bool Compressed { get; init; }

    public string? RetryAfter { get; init; }

    /// <summary>Completes when the answer may be sent.</summary>
    public Task Until { get; init; } = Task.CompletedTask;
}

/// <summary>An endpoint on the loopback that answers as a test says, and remembers what it was asked.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<string, FakeAnswer> _answer;
    private readonly Task _serving;

    public FakeNode(Func<string, FakeAnswer> answer)
    {
        _answer = answer;
        (_listener, Endpoint) = Listen();
        _serving = ServeAsync();
    }

    /// <summary>A node that speaks JSON-RPC: one call's method and parameters in, <c>"result":…</c> or <c>"error":…</c> out.</summary>
    public FakeNode(Func<string, JsonElement, string> call)
        : this(body => new FakeAnswer(Reply(body, call)))
    {
    }

    public Uri Endpoint { get; }

    /// <summary>The bodies received, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static (HttpListener Listener, Uri Endpoint) Listen()
    {
        while (true)
        {
            var port = FreePort();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return (listener, new Uri($"http://127.0.0.1:{port}/"));
            }
            catch (HttpListenerException)
            {
                // Another test took the port in between.
                listener.Close();
            }
        }
    }

    /// <summary>Answers each call of a body, single or batch, with the calls' own ids.</summary>
    public static string Reply(string body, Func<string, JsonElement, string> call)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.ValueKind == JsonValueKind.Array
            ? $"[{string.Join(',', json.RootElement.EnumerateArray().Select(one => ReplyOne(one, call)))}]"
            : ReplyOne(json.RootElement, call);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private static string ReplyOne(JsonElement one, Func<string, JsonElement, string> call) =>
        $$"""{"jsonrpc":"2.0","id":{{one.GetProperty("id").GetRawText()}},{{call(one.GetProperty("method").GetString()!, one.GetProperty("params"))}}}""";

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            Requests.Enqueue(body);
            var answer = _answer(body);
            await answer.Until;
            context.Response.StatusCode = answer.Status;
            if (answer.RetryAfter is { } wait)
            {
                context.Response.Headers["Retry-After"] = wait;
            }

            var bytes = Bytes(answer, context);
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client went away, as some tests want it to.
            context.Response.Abort();
        }
    }

    private static byte[] Bytes(FakeAnswer answer, HttpListenerContext context)
    {
        var plain = Encoding.UTF8.GetBytes(answer.Body);
        if (!answer.Compressed)
        {
            return plain;
        }

        Assert.Contains("gzip", context.Request.Headers["Accept-Encoding"], StringComparison.Ordinal);
        context.Response.Headers["Content-Encoding"] = "gzip";
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }
}
