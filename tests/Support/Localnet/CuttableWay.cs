using System.Net;
using System.Net.Sockets;

namespace ChainWatch.Support.Localnet;

/// <summary>A TCP way to a chain that a test can cut, block and mend, while the chain lives on behind it.</summary>
public sealed class CuttableWay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpClient> _open = [];
    private readonly Uri _chain;
    private readonly Task _accepting;
    private TaskCompletionSource _passable = new();
    private bool _isCut;

    /// <summary>A way to a chain, open.</summary>
    public CuttableWay(LocalChain chain)
    {
        _chain = chain.Http;
        _passable.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The way for HTTP.</summary>
    public Uri Http => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The way for a WebSocket.</summary>
    public Uri WebSocket => new UriBuilder(Http) { Scheme = "ws" }.Uri;

    /// <summary>Ends every connection, and every new one at once.</summary>
    public void Cut()
    {
        lock (_open)
        {
            _isCut = true;
            _open.ForEach(connection => connection.Dispose());
            _open.Clear();
        }
    }

    /// <summary>Keeps connections and takes new ones, but lets nothing through.</summary>
    public void Block() => _passable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets everything through again.</summary>
    public void Mend()
    {
        lock (_open)
        {
            _isCut = false;
        }

        _passable.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Cut();
        _passable.TrySetResult();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (!Keep(caller))
                {
                    caller.Dispose();
                    continue;
                }

                _ = ForwardAsync(caller);
            }
        }
        catch (OperationCanceledException)
        {
            // The way is given up.
        }
    }

    private bool Keep(TcpClient connection)
    {
        lock (_open)
        {
            if (!_isCut)
            {
                connection.NoDelay = true;
                _open.Add(connection);
            }

            return !_isCut;
        }
    }

    private async Task ForwardAsync(TcpClient caller)
    {
        using var chain = new TcpClient();
        try
        {
            await chain.ConnectAsync(_chain.Host, _chain.Port, _stop.Token);
            if (Keep(chain))
            {
                await await Task.WhenAny(PumpAsync(caller, chain), PumpAsync(chain, caller));
            }
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Either side went away, or the way was cut.
        }
        finally
        {
            caller.Dispose();
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            await _passable.Task;
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
