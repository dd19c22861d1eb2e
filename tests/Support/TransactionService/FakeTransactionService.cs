using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChainWatch.Support.TransactionService;

/// <summary>
/// A Safe Transaction Service on the loopback, as strict as the real one (<see cref="ServiceBoard"/>). Answers that a test
/// stages come before its own.
/// </summary>
public sealed class FakeTransactionService : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly TaskCompletionSource _closed = new();
    private readonly Lock _one = new();

    public FakeTransactionService(ServiceBoard board)
    {
        Board = board;
        (_listener, Url) = Listen();
        _serving = ServeAsync();
    }

    public ServiceBoard Board { get; }

    /// <summary>Where it is, without <c>/api</c>.</summary>
    public Uri Url { get; }

    /// <summary>What it was asked, in order.</summary>
    public ConcurrentQueue<ServiceRequest> Requests { get; } = [];

    /// <summary>Answers that it gives before its own.</summary>
    public ConcurrentQueue<ServiceReply> Staged { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _closed.TrySetResult();
        _listener.Close();
        await _serving;
    }

    private static (HttpListener Listener, Uri Url) Listen()
    {
        while (true)
        {
            var listener = new HttpListener();
            var url = $"http://127.0.0.1:{FreePort()}/tx-service/";
            listener.Prefixes.Add(url);
            try
            {
                listener.Start();
                return (listener, new Uri(url));
            }
            catch (HttpListenerException)
            {
                // Another test took the port in between.
                listener.Close();
            }
        }
    }

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
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var asked = new ServiceRequest(
                context.Request.HttpMethod,
                context.Request.Url!.PathAndQuery["/tx-service".Length..],
                await reader.ReadToEndAsync(),
                context.Request.ContentType,
                context.Request.Headers["Authorization"]);
            Requests.Enqueue(asked);
            await WriteAsync(context.Response, Answer(asked));
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went away, as some tests want it to.
            context.Response.Abort();
        }
    }

    private ServiceReply Answer(ServiceRequest asked)
    {
        if (Staged.TryDequeue(out var staged))
        {
            return staged;
        }

        lock (_one)
        {
            return Board.Answer(asked);
        }
    }

    private async Task WriteAsync(HttpListenerResponse response, ServiceReply reply)
    {
        if (reply.Never)
        {
            await _closed.Task;
            response.Abort();
            return;
        }

        response.StatusCode = reply.Status;
        Header(response, "Retry-After", reply.Wait);
        Header(response, "Location", reply.Location);
        var bytes = Encoding.UTF8.GetBytes(reply.Body);
        response.ContentType = "application/json";
        response.ContentLength64 = reply.Cut ? bytes.Length + 100 : bytes.Length;
        await response.OutputStream.WriteAsync(bytes);
        if (reply.Cut)
        {
            await response.OutputStream.FlushAsync();
            response.Abort();
        }
        else
        {
            response.Close();
        }
    }

    private static void Header(HttpListenerResponse response, string name, string? value)
    {
        if (value is not null)
        {
            response.Headers[name] = value;
        }
    }
}
