using System.Net;
using System.Text;

namespace ChainWatch.Support;

/// <summary>What was posted to a <see cref="Receiver"/>.</summary>
public sealed record Posted(string Path, string Body, string? Signature, string? Authorization);

/// <summary>Somebody whom alerts are posted to, on a free port of this machine.</summary>
public sealed class Receiver : IDisposable
{
    private readonly HttpListener _listener;
    private readonly List<Posted> _posted = [];
    private volatile int _answer = 204;

    public Receiver()
    {
        (_listener, Url) = Listen();
        _ = AnswerAsync();
    }

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>The status of its next answers; a redirect leads to itself.</summary>
    public int Answer
    {
        get => _answer;
        set => _answer = value;
    }

    /// <summary>All that was posted, whatever it was answered, in order.</summary>
    public IReadOnlyList<Posted> Posted
    {
        get
        {
            lock (_posted)
            {
                return [.. _posted];
            }
        }
    }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    // There is no way to ask for a free port, so ports are tried.
    private static (HttpListener Listener, Uri Url) Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            var url = new Uri($"http://127.0.0.1:{Random.Shared.Next(20_000, 60_000)}/");
            var listener = new HttpListener { Prefixes = { $"{url}" } };
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (attempt < 50)
            {
                listener.Close();
            }
        }
    }

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var request = context.Request;
            var posted = new Posted(
                request.Url!.PathAndQuery, await reader.ReadToEndAsync(), request.Headers["X-ChainWatch-Signature"], request.Headers["Authorization"]);
            lock (_posted)
            {
                _posted.Add(posted);
            }

            context.Response.StatusCode = _answer;
            context.Response.Headers["Location"] = $"{Url}elsewhere";
            context.Response.Close();
        }
    }
}
