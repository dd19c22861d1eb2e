using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>One WebSocket connection subscribed to <c>newHeads</c>, until it ends. Every way in which it can end is a <see cref="FaultException"/>.</summary>
internal sealed class HeadSocket : IDisposable
{
    /// <summary>Heads may come before the answer that names their subscription; no more than these are kept for it.</summary>
    private const int MostEarlyHeads = 16;
    private const int FirstBufferSize = 4 << 10;

    private readonly ClientWebSocket _socket = new();
    private readonly Uri _endpoint;
    private readonly HeadSubscriptionOptions _options;
    private readonly TimeProvider _clock;
    private readonly List<HeadMessage> _early = [];
    private byte[] _buffer = new byte[FirstBufferSize];
    private string? _subscription;

    internal HeadSocket(Uri endpoint, HeadSubscriptionOptions options, TimeProvider clock)
    {
        _endpoint = BasicAuthorization.Without(endpoint);
        _options = options;
        _clock = clock;
        _socket.Options.KeepAliveInterval = options.PingInterval;
        _socket.Options.KeepAliveTimeout = options.PingTimeout;
        _socket.Options.CollectHttpResponseDetails = true;
        if (BasicAuthorization.Of(endpoint) is { } credentials)
        {
            _socket.Options.SetRequestHeader("Authorization", credentials);
        }

        foreach (var (name, value) in options.Headers)
        {
            _socket.Options.SetRequestHeader(name, value);
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Connects, subscribes, and waits for the endpoint's consent.</summary>
    internal async Task SubscribeAsync(CancellationToken cancellation)
    {
        using var time = new CancellationTokenSource(_options.ConnectTimeout, _clock);
        await WithinAsync(time, $"no subscription within {_options.ConnectTimeout.TotalSeconds:0.###} s", async token =>
        {
            await _socket.ConnectAsync(_endpoint, token).ConfigureAwait(false);
            var call = new RpcCall("eth_subscribe", json => json.WriteStringValue("newHeads"));
            await _socket.SendAsync(RpcCall.Encode([call], 1, asBatch: false), WebSocketMessageType.Text, true, token).ConfigureAwait(false);
            while (_subscription is null)
            {
                Consent(await ReceiveAsync(token).ConfigureAwait(false));
            }
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives every head to <paramref name="take"/>, until the connection ends.</summary>
    internal async Task ReadAsync(Action<BlockHeader> take, CancellationToken cancellation)
    {
        using var stall = new CancellationTokenSource(_options.StallTimeout, _clock);
        foreach (var early in _early)
        {
            TakeOwn(early, take);
        }

        await WithinAsync(stall, $"no head for {_options.StallTimeout.TotalSeconds:0.###} s", async token =>
        {
            while (true)
            {
                if (TakeOwn(await ReceiveAsync(token).ConfigureAwait(false), take))
                {
                    stall.CancelAfter(_options.StallTimeout);
                }
            }
        }, cancellation).ConfigureAwait(false);
    }

    private static FaultException Lost(string reason) => new(new RpcFault(RpcFailure.Retry, reason));

    private void Consent(HeadMessage message)
    {
        if (message.Error is { } error)
        {
            throw new FaultException(error);
        }

        if (message.Head is null)
        {
            _subscription = message.Subscription;
        }
        else if (_early.Count < MostEarlyHeads)
        {
            _early.Add(message);
        }
    }

    private bool TakeOwn(HeadMessage message, Action<BlockHeader> take)
    {
        if (message.Head is null || message.Subscription != _subscription)
        {
            return false;
        }

        take(message.Head);
        return true;
    }

    private async Task WithinAsync(
        CancellationTokenSource time, string expired, Func<CancellationToken, Task> act, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, time.Token);
        try
        {
            await act(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Lost(time.IsCancellationRequested ? expired : "the connection was aborted");
        }
        catch (WebSocketException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw time.IsCancellationRequested ? Lost(expired) : Broken(e);
        }
    }

    /// <summary>A refused handshake has an HTTP status, which tells whether to come back. The exception is not carried on: it can name the host.</summary>
    private FaultException Broken(WebSocketException e)
    {
        var status = _socket.HttpStatusCode;
        return status is 0 or HttpStatusCode.SwitchingProtocols
            ? Lost($"no connection or a broken one: {e.GetBaseException().Message}")
            : new FaultException(new RpcFault(RpcFailures.Sort(status), $"HTTP {(int)status} instead of a WebSocket"));
    }

    private async Task<HeadMessage> ReceiveAsync(CancellationToken cancellation)
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw Lost($"the endpoint closed the connection: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return Read(_buffer.AsSpan(0, length));
            }

            MakeRoom(length);
        }
    }

    private void MakeRoom(int length)
    {
        if (length >= _options.MaxMessageBytes)
        {
            throw Lost($"a message is larger than {_options.MaxMessageBytes} bytes");
        }

        if (length == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(2 * length, _options.MaxMessageBytes));
        }
    }

    private static HeadMessage Read(ReadOnlySpan<byte> message)
    {
        try
        {
            return AnswerReader.Decode<HeadMessage>(message, HeadMessage.Read);
        }
        catch (Exception e) when (e is AnswerException or JsonException or InvalidOperationException)
        {
            throw Lost($"a message makes no sense: {e.Message}");
        }
    }
}
