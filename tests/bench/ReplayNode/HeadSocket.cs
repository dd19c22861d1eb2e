using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using ChainWatch.Replay.Answers;
using Microsoft.AspNetCore.Http;

namespace ChainWatch.Replay;

/// <summary>Announces new heads to whoever subscribes (<c>eth_subscribe</c>, <c>newHeads</c>).</summary>
internal sealed class HeadSocket(ReplayChain chain)
{
    private const string Subscription = "0x1";

    public async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var heads = Channel.CreateUnbounded<ReplayView>();
        void Announce(ReplayView view) => heads.Writer.TryWrite(view);
        chain.HeadChanged += Announce;
        try
        {
            await ConfirmAsync(socket, context.RequestAborted);
            await foreach (var view in heads.Reader.ReadAllAsync(context.RequestAborted))
            {
                await SendAsync(socket, json => WriteHead(json, view), context.RequestAborted);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // The client, or the node, is gone: nobody listens any more.
        }
        finally
        {
            chain.HeadChanged -= Announce;
        }
    }

    private static async Task ConfirmAsync(WebSocket socket, CancellationToken cancellation)
    {
        var buffer = new byte[4_096];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
        using var request = JsonDocument.Parse(buffer.AsMemory(0, received.Count));
        await SendAsync(
            socket,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("jsonrpc", "2.0");
                json.WritePropertyName("id");
                request.RootElement.GetProperty("id").WriteTo(json);
                json.WriteString("result", Subscription);
                json.WriteEndObject();
            },
            cancellation);
    }

    private static void WriteHead(Utf8JsonWriter json, ReplayView view)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc", "2.0");
        json.WriteString("method", "eth_subscription");
        json.WriteStartObject("params");
        json.WriteString("subscription", Subscription);
        json.WritePropertyName("result");
        BlockText.WriteHeader(json, view.BlockAt(view.Head).Header);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async Task SendAsync(WebSocket socket, Action<Utf8JsonWriter> write, CancellationToken cancellation)
    {
        var text = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(text))
        {
            write(json);
        }

        await socket.SendAsync(text.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellation);
    }
}
