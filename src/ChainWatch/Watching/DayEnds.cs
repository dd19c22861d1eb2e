using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Watching;

/// <summary>Finds the last block of a UTC day by the times of headers. What was found once is not asked for again.</summary>
public sealed class DayEnds(Chain chain)
{
    // A day's blocks are halved so many times by one batch of headers.
    private const ulong AtOnce = 16;

    private readonly Dictionary<DateOnly, BlockHeader> _found = [];
    private readonly Dictionary<ulong, BlockHeader> _agreed = [];

    /// <summary>The day of a block.</summary>
    public static DateOnly DayOf(BlockHeader block) => DateOnly.FromDateTime(TimeOf(block).UtcDateTime);

    /// <summary>The time of a block.</summary>
    public static DateTimeOffset TimeOf(BlockHeader block) => DateTimeOffset.FromUnixTimeSeconds((long)block.Timestamp);

    /// <summary>The last block of a day that is over.</summary>
    /// <param name="day">The day.</param>
    /// <param name="notAfter">A block at or before its end.</param>
    /// <param name="later">A block of a later day.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<BlockHeader> FindAsync(DateOnly day, ulong notAfter, BlockHeader later, CancellationToken cancellation)
    {
        if (_found.TryGetValue(day, out var known))
        {
            return known;
        }

        var (low, high) = (notAfter, later.Number);
        while (high - low > 1)
        {
            var step = Math.Max(1, (high - low) / AtOnce);
            var numbers = new List<ulong>();
            for (var number = low + step; number < high; number += step)
            {
                numbers.Add(number);
            }

            foreach (var header in await HeadersAsync(numbers, cancellation))
            {
                if (DayOf(header) > day)
                {
                    high = header.Number;
                    break;
                }

                low = header.Number;
            }
        }

        return _found[day] = await HeaderAsync(low, cancellation);
    }

    /// <summary>A final block, on which as many endpoints agree as the quorum asks for.</summary>
    /// <exception cref="RpcException">The endpoint does not have it.</exception>
    public async Task<BlockHeader> HeaderAsync(ulong number, CancellationToken cancellation) => _agreed.TryGetValue(number, out var known)
        ? known
        : _agreed[number] = (await chain.AgreeAsync([number], cancellation))[0] ?? throw Missing(number);

    private async Task<IReadOnlyList<BlockHeader>> HeadersAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation)
    {
        var headers = await chain.GetHeadersAsync(numbers, cancellation);
        return [.. headers.Zip(numbers, (header, number) => header ?? throw Missing(number))];
    }

    private RpcException Missing(ulong number) => new(RpcFailure.Retry, chain.Preferred, "eth_getBlockByNumber", $"it has no block {number}, which is final");
}
