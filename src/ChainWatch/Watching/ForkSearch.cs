using ChainWatch.Chains;
using ChainWatch.Ethereum;

namespace ChainWatch.Watching;

/// <summary>Finds out whether a reorg took recorded blocks back, and from where.</summary>
internal static class ForkSearch
{
    private const int FirstLook = 8;

    /// <summary>
    /// Height of the first recorded block that is no longer on the chain; null when all still are. The head must not
    /// be below the window's tip: an endpoint that is behind says nothing about blocks that it has not seen.
    /// </summary>
    /// <exception cref="ChainWatchException">The fork is deeper than the window: nothing is taken back.</exception>
    public static async Task<ulong?> FindAsync(Chain chain, BlockWindow window, BlockHeader head, CancellationToken cancellation)
    {
        if (window.Tip is not { } tip || await IsOnChainAsync(chain, window, tip, head, cancellation))
        {
            return null;
        }

        // Most reorgs are shallow: a few blocks are looked at first, then ever more.
        var end = window.Numbers.Count;
        for (var look = FirstLook; end > 0; look *= 4)
        {
            var start = Math.Max(0, end - look);
            var numbers = window.Numbers.Skip(start).Take(end - start).ToList();
            var headers = await chain.GetHeadersAsync(numbers, cancellation);
            for (var i = numbers.Count - 1; i >= 0; i--)
            {
                if (headers[i]?.Hash == window.HashAt(numbers[i]))
                {
                    return numbers[i] + 1;
                }
            }

            end = start;
        }

        return (ulong)window.Numbers.Count >= chain.Settings.MaxReorgDepth ? throw TooDeep(chain, window) : window.Numbers[0];
    }

    private static async Task<bool> IsOnChainAsync(Chain chain, BlockWindow window, ulong tip, BlockHeader head, CancellationToken cancellation)
    {
        var now = head.Number == tip ? head.Hash
            : head.Number == tip + 1 ? head.ParentHash
            : (await chain.GetHeaderAsync(tip, cancellation))?.Hash;
        return now == window.HashAt(tip);
    }

    private static ChainWatchException TooDeep(Chain chain, BlockWindow window) => new(
        Refusal.Refused,
        "deep-reorg",
        $"Chains: {chain.Settings.Name}: the endpoint's chain left the recorded one before block {window.Numbers[0]}, deeper than MaxReorgDepth ({chain.Settings.MaxReorgDepth}); nothing was changed.",
        "Compare the endpoint with another one. If the reorg is real, raise MaxReorgDepth and restart the worker.");
}
