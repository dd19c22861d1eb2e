using System.Buffers;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>A stream read to its end into rented memory, of which no more is rented than twice what has arrived.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstSize = 16 << 10;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    private PooledBody()
    {
    }

    internal ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Reads to the stream's end.</summary>
    /// <exception cref="FaultException">More than <paramref name="limit"/> bytes.</exception>
    internal static async Task<PooledBody> ReadAsync(Stream stream, int limit, CancellationToken cancellation)
    {
        var body = new PooledBody();
        try
        {
            int read;
            while ((read = await stream.ReadAsync(body.Free(), cancellation).ConfigureAwait(false)) > 0)
            {
                body._length += read;
                if (body._length > limit)
                {
                    throw new FaultException(new RpcFault(RpcFailure.RangeTooLarge, $"the answer is larger than {limit} bytes"));
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private Memory<byte> Free()
    {
        if (_length == _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _bytes.Length, Array.MaxLength));
            Memory.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsMemory(_length);
    }
}
