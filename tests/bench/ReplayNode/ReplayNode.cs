using System.Net;
using ChainWatch.Replay.Answers;
using ChainWatch.Replay.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ChainWatch.Replay;

/// <summary>An endpoint on the loopback that serves a replayed chain over HTTP, and new heads over a WebSocket, truly but for its faults.</summary>
public sealed class ReplayNode : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly Answerer _answerer;

    private ReplayNode(WebApplication web, ReplayChain chain, ReplayNodeOptions options)
    {
        _web = web;
        _answerer = new Answerer(chain, new Telling(chain, Faults), Faults, options);
        var exchange = new Exchange(_answerer, Faults, options.Gzip);
        var heads = new HeadSocket(chain);
        web.UseWebSockets();
        web.Run(context => context.WebSockets.IsWebSocketRequest ? heads.ServeAsync(context) : exchange.ServeAsync(context));
    }

    /// <summary>Where it answers.</summary>
    public Uri Endpoint => new(_web.Urls.First());

    /// <summary>Where it announces heads.</summary>
    public Uri Heads => new UriBuilder(Endpoint) { Scheme = "ws" }.Uri;

    /// <summary>What goes wrong with it.</summary>
    public NodeFaults Faults { get; } = new();

    /// <summary>How often each method was called.</summary>
    public IReadOnlyDictionary<string, int> Calls => _answerer.Calls;

    /// <summary>Starts to serve a chain.</summary>
    public static async Task<ReplayNode> StartAsync(ReplayChain chain, ReplayNodeOptions? options = null)
    {
        options ??= new ReplayNodeOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.Limits.MinResponseDataRate = null;
        });
        var node = new ReplayNode(builder.Build(), chain, options);
        await node._web.StartAsync();
        return node;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _web.DisposeAsync();
}
