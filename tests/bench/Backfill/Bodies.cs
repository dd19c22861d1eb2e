using System.Net;
using System.Net.Http.Headers;

namespace ChainWatch.Bench.Backfill;

/// <summary>Keeps the bodies of answers as they come, and gives them again from memory in the same order.</summary>
internal sealed class Bodies : DelegatingHandler
{
    private readonly List<byte[]> _kept = [];
    private int? _next;

    public Bodies()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>Gives what was kept from now on, from the first.</summary>
    public void Rewind() => _next = 0;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_next is { } next)
        {
            _next = next + 1;
            return Answer(_kept[next]);
        }

        using var response = await base.SendAsync(request, cancellationToken);
        _kept.Add(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return Answer(_kept[^1]);
    }

    private static HttpResponseMessage Answer(byte[] body) => new(HttpStatusCode.OK)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };
}
