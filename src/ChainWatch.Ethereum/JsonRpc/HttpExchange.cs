using System.Net;
using System.Net.Http.Headers;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>One POST and its whole answer, within a time and a size. Knows HTTP and nothing of JSON-RPC.</summary>
internal sealed class HttpExchange : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly JsonRpcOptions _options;
    private readonly Uri _endpoint;

    internal HttpExchange(Uri endpoint, JsonRpcOptions options, HttpMessageHandler? handler)
    {
        _options = options;
        _endpoint = BasicAuthorization.Without(endpoint);
        _http = handler is null ? new HttpClient(NewHandler()) : new HttpClient(handler, disposeHandler: false);
        _http.Timeout = Timeout.InfiniteTimeSpan;
        if (BasicAuthorization.Of(endpoint) is { } credentials)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", credentials);
        }

        foreach (var (name, value) in options.Headers)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Posts a body and reads the answer to its end.</summary>
    /// <exception cref="FaultException">No answer, or one that is too large.</exception>
    internal async Task<HttpAnswer> PostAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var time = new CancellationTokenSource(_options.RequestTimeout, _options.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, time.Token);
        try
        {
            return await ExchangeAsync(body, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new FaultException(new RpcFault(RpcFailure.Retry, $"no answer within {_options.RequestTimeout.TotalSeconds:0.###} s"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The exception itself is not carried on: it can name the host, and the host can be a credential.
            throw new FaultException(new RpcFault(RpcFailure.Retry, $"no connection or a broken one: {e.GetBaseException().Message}"));
        }
    }

    private static SocketsHttpHandler NewHandler() => new()
    {
        AutomaticDecompression = DecompressionMethods.All,
        // A redirected POST turns into a GET, and a redirect could lead anywhere.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // Hosted endpoints move; a connection that lives for ever would not follow.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider clock)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private async Task<HttpAnswer> ExchangeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = Json;
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var read = await PooledBody.ReadAsync(stream, _options.MaxResponseBytes, cancellation).ConfigureAwait(false);
            return new HttpAnswer(response.StatusCode, read, RetryAfter(response, _options.Clock));
        }
    }
}

/// <summary>An answer read to its end; its body is valid until it is disposed.</summary>
internal sealed record HttpAnswer(HttpStatusCode Status, PooledBody Body, TimeSpan? RetryAfter) : IDisposable
{
    internal bool IsSuccess => (int)Status is >= 200 and < 300;

    public void Dispose() => Body.Dispose();
}
