using System.Net;
using System.Net.Http.Headers;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Proposing;
using Polly;
using Polly.Retry;

namespace ChainWatch.Signing.TransactionService;

/// <summary>
/// A Safe Transaction Service over HTTP. Each request has a time and its answer a size; redirects are not followed; what
/// may pass is tried again here and nowhere else, since sending any of these requests twice changes no more than once.
/// </summary>
public sealed class SafeTransactionService : ITransactionService, IDisposable
{
    private const int MostBytes = 4 << 20;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    // Who asks for more is not waited for.
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly string? _key;
    private readonly string _url;
    private readonly ResiliencePipeline _retries;

    internal SafeTransactionService(Uri url, string? key, TimeProvider clock, TimeSpan timeout)
    {
        _url = url.AbsoluteUri.TrimEnd('/');
        _key = key;
        _retries = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(Retries).Build();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = timeout,
            MaxResponseContentBufferSize = MostBytes,
        };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    private static RetryStrategyOptions Retries => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<PassingFailureException>(failed => !(failed.RetryAfter > MostPatience)),
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromMilliseconds(500),
        MaxDelay = TimeSpan.FromSeconds(5),
        MaxRetryAttempts = 3,
        UseJitter = true,
        DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Exception as PassingFailureException)?.RetryAfter),
    };

    /// <summary>Opens the service of a chain.</summary>
    /// <exception cref="ChainWatchException">None is configured, or its key cannot be read.</exception>
    public static SafeTransactionService Open(IReadOnlyList<TransactionServiceSettings> services, string chain, TimeProvider clock)
    {
        RequireAny(services);
        var settings = services.FirstOrDefault(service => service.Chain == chain) ?? throw ServiceRefusal.NotConfigured(chain);
        return new SafeTransactionService(settings.Url, settings.ReadApiKey(), clock, RequestTimeout);
    }

    /// <summary>Makes sure that publishing is wanted at all.</summary>
    /// <exception cref="ChainWatchException">No service is configured.</exception>
    public static void RequireAny(IReadOnlyList<TransactionServiceSettings> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Count == 0)
        {
            throw ServiceRefusal.NotConfigured();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc/>
    public async Task<PublishedTransaction?> FindAsync(SafeTransaction transaction, CancellationToken cancellation)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, $"v2/multisig-transactions/{transaction.SafeTxHash}/", null, cancellation);
        return status switch
        {
            HttpStatusCode.OK => ServiceJson.Read(body, transaction),
            HttpStatusCode.NotFound => null,
            _ => throw ServiceRefusal.Of(status, body, _key),
        };
    }

    /// <inheritdoc/>
    public Task ProposeAsync(SafeTransaction transaction, OwnerSignature signature, CancellationToken cancellation) => DoAsync(
        HttpMethod.Post, $"v2/safes/{transaction.Safe}/multisig-transactions/", ServiceJson.Proposal(transaction, signature), cancellation, HttpStatusCode.Created);

    /// <inheritdoc/>
    public Task ConfirmAsync(SafeTransaction transaction, OwnerSignature signature, CancellationToken cancellation) => DoAsync(
        HttpMethod.Post, $"v1/multisig-transactions/{transaction.SafeTxHash}/confirmations/", ServiceJson.Confirmation(signature), cancellation, HttpStatusCode.Created);

    /// <inheritdoc/>
    public Task DeleteAsync(SafeTransaction transaction, Signature signature, CancellationToken cancellation) => DoAsync(
        HttpMethod.Delete,
        $"v2/multisig-transactions/{transaction.SafeTxHash}/",
        ServiceJson.Deletion(transaction, signature.ToArray()),
        cancellation,
        HttpStatusCode.NoContent,

        // The first of two requests may have reached it although its answer was lost.
        HttpStatusCode.NotFound);

    private async Task DoAsync(HttpMethod method, string path, byte[] body, CancellationToken cancellation, params HttpStatusCode[] done)
    {
        var (status, answer) = await SendAsync(method, path, body, cancellation);
        if (!done.Contains(status))
        {
            throw ServiceRefusal.Of(status, answer, _key);
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        try
        {
            return await _retries.ExecuteAsync(async token => await ExchangeAsync(method, new Uri($"{_url}/api/{path}"), body, token), cancellation);
        }
        catch (PassingFailureException failed)
        {
            throw ServiceRefusal.Unreachable(failed);
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> ExchangeAsync(HttpMethod method, Uri url, byte[]? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = Json;
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            return MayPass(response.StatusCode)
                ? throw new PassingFailureException($"HTTP {(int)response.StatusCode}{Asked(response)}") { RetryAfter = response.Headers.RetryAfter?.Delta }
                : (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (HttpRequestException large) when (large.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw ServiceRefusal.Senseless($"it is larger than {MostBytes} bytes", large);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new PassingFailureException($"no connection or a broken one: {broken.GetBaseException().Message.TrimEnd('.')}", broken);
        }
        catch (TaskCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new PassingFailureException($"no whole answer within {_http.Timeout:c}", late);
        }
    }

    private static bool MayPass(HttpStatusCode status) => (int)status is 408 or 425 or 429 or >= 500;

    private static string Asked(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } wait ? $", and it asks to wait {wait:c}" : "";
}
