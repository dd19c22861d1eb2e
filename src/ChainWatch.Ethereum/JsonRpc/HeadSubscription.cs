using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>
/// New heads as an endpoint sees them, over a WebSocket (<c>eth_subscribe newHeads</c>). It comes back by itself, with growing
/// waits, from whatever cuts it off; heads of the meantime are not sent again, so its owner closes gaps by asking.
/// A hint that something is new, never proof of it.
/// </summary>
public sealed class HeadSubscription
{
    private readonly Uri _endpoint;
    private readonly EndpointName _name;
    private readonly TimeProvider _clock;
    private readonly HeadSubscriptionOptions _options;
    private volatile HeadSubscriptionState _state;

    /// <summary>A subscription that starts when it is read.</summary>
    /// <param name="endpoint">ws or wss.</param>
    /// <param name="clock">Measures waits and silences.</param>
    /// <param name="options">Limits; the defaults where null.</param>
    /// <exception cref="ArgumentException">Another scheme.</exception>
    public HeadSubscription(Uri endpoint, TimeProvider clock, HeadSubscriptionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(clock);
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeWs && endpoint.Scheme != Uri.UriSchemeWss))
        {
            throw new ArgumentException("A subscription's endpoint is an absolute ws or wss address.", nameof(endpoint));
        }

        _endpoint = endpoint;
        _name = new EndpointName(endpoint);
        _clock = clock;
        _options = options ?? new HeadSubscriptionOptions();
    }

    /// <summary>The endpoint without credentials.</summary>
    public string Endpoint => _name.ToString();

    /// <summary>What the subscription is doing now.</summary>
    public HeadSubscriptionState State => _state;

    /// <summary>Heads until the caller stops; to be read once at a time. A reader that is slow misses the oldest, never the newest.</summary>
    /// <exception cref="RpcException">The endpoint refuses subscriptions for good (NotSupported, Final): ask for heads instead.</exception>
    public async IAsyncEnumerable<BlockHeader> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var heads = Channel.CreateBounded<BlockHeader>(
            new BoundedChannelOptions(_options.MaxWaitingHeads) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

        // The socket is read on its own, so that pings are answered while the caller works on a head.
        var running = RunAsync(heads.Writer, stop.Token);
        try
        {
            await foreach (var head in heads.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return head;
            }

            await running.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(ChannelWriter<BlockHeader> heads, CancellationToken cancellation)
    {
        try
        {
            Become(HeadSubscriptionState.Connecting, null);
            for (var failures = 0; ; failures++)
            {
                var (fault, headsCame) = await ConnectAndReadAsync(heads, cancellation).ConfigureAwait(false);
                if (fault.Failure is RpcFailure.NotSupported or RpcFailure.Final)
                {
                    throw new RpcException(fault.Failure, Endpoint, "eth_subscribe", _name.Clean(fault.Reason)) { Code = fault.Code };
                }

                Become(HeadSubscriptionState.Lost, _name.Clean(fault.Reason));
                // Only heads show that the way is free again: some endpoints consent and hang up.
                failures = headsCame ? 0 : failures;
                await Task.Delay(Wait(failures), _clock, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            heads.TryComplete();
        }
    }

    private async Task<(RpcFault Fault, bool HeadsCame)> ConnectAndReadAsync(ChannelWriter<BlockHeader> heads, CancellationToken cancellation)
    {
        var headsCame = false;
        using var socket = new HeadSocket(_endpoint, _options, _clock);
        try
        {
            await socket.SubscribeAsync(cancellation).ConfigureAwait(false);
            Become(HeadSubscriptionState.Live, null);
            await socket.ReadAsync(
                head =>
                {
                    headsCame = true;
                    heads.TryWrite(head);
                },
                cancellation).ConfigureAwait(false);
            return (new RpcFault(RpcFailure.Retry, "the connection ended"), headsCame);
        }
        catch (FaultException e)
        {
            return (e.Fault, headsCame);
        }
    }

    private void Become(HeadSubscriptionState state, string? reason)
    {
        _state = state;
        _options.StateChanged?.Invoke(state, reason);
    }

    /// <summary>Twice as long with each failure, up to the longest; then between half of that and the whole, so that clients do not return as one.</summary>
    private TimeSpan Wait(int failures)
    {
        var whole = Math.Min(_options.LongestDelay.Ticks, _options.FirstDelay.Ticks << Math.Min(failures, 16));
        var half = Math.Max(whole / 2, 0);
        return TimeSpan.FromTicks(half + (half * RandomNumberGenerator.GetInt32(1001) / 1000));
    }
}
