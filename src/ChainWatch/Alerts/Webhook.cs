using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ChainWatch.Alerts;

/// <summary>Posts notices to an address, signed where there is a secret. Nothing that it throws names the address.</summary>
public sealed class Webhook : IDisposable
{
    private const int Success = 200;
    private const int NoSuccess = 300;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // Shorter than a worker may take to stop. A redirect could lead anywhere, and its answer is read by nobody.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(5) };
    private readonly WebhookSettings _settings;
    private readonly byte[]? _secret;

    /// <summary>Opens the channel.</summary>
    /// <exception cref="ChainWatchException">Its secret cannot be read, or is empty.</exception>
    public Webhook(WebhookSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _secret = settings.SecretFile is { } file ? ReadSecret(settings.Name, file) : null;
        if (settings.Url.UserInfo.Length > 0)
        {
            var credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(settings.Url.UserInfo));
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }
    }

    /// <summary>The channel's name.</summary>
    public string Name => _settings.Name;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Posts a notice.</summary>
    /// <returns>Null when the receiver has it; else what went wrong, and how long it asks to be left alone.</returns>
    internal async Task<(string What, TimeSpan? Asked)?> PostAsync(AlertNotice notice, CancellationToken cancellation)
    {
        using var request = RequestOf(notice);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            return (int)answer.StatusCode is >= Success and < NoSuccess ? null : ($"the receiver answered {(int)answer.StatusCode}", answer.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException failed)
        {
            // Its message can name the host, and the host can be a credential.
            return ($"the receiver could not be reached ({failed.HttpRequestError})", null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ($"the receiver did not answer within {_http.Timeout.TotalSeconds:0} seconds", null);
        }
    }

    private HttpRequestMessage RequestOf(AlertNotice notice)
    {
        var body = notice.ToJson();
        var request = new HttpRequestMessage(HttpMethod.Post, new UriBuilder(_settings.Url) { UserName = "", Password = "" }.Uri) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        if (_secret is not null)
        {
            request.Headers.Add("X-ChainWatch-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(_secret, body)));
        }

        return request;
    }

    private static byte[] ReadSecret(string name, string file)
    {
        try
        {
            return Encoding.UTF8.GetBytes(File.ReadAllText(file).Trim()) is { Length: > 0 } secret ? secret : throw Refused("it is empty", null);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Refused(failed.Message, failed);
        }

        ChainWatchException Refused(string reason, Exception? cause) => new(
            Refusal.Refused, "configuration", $"Alerts: {name}: SecretFile: {file} cannot be used: {reason}", "Put the secret there, or correct or remove SecretFile.", cause);
    }
}
