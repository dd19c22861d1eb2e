using ChainWatch.Chains;
using ChainWatch.Ethereum;

namespace ChainWatch.Watching;

/// <summary>Finds out whether a reorg took recorded blocks back, and from where.</summary>
/// <param name="chain">What the chain says now, as far as enough of its endpoints agree.</param>
/// <param name="window">The newest recorded blocks.</param>
/// <param name="firstRead">The first block that was ever read.</param>
/// <param name="newestBelow">Height and hash of the newest block below a height of which something is recorded; null when nothing is.</param>
internal sealed class ForkSearch(Chain chain, BlockWindow window, ulong firstRead, Func<ulong, (ulong Number, Hash32 Hash)?> newestBelow)
{
    /// <summary>Code of the failure that halts a chain.</summary>
    public const string TooDeepCode = "deep-reorg";

    private const int FirstLook = 8;

    /// <summary>
    /// Height of the first recorded block that is no longer on the chain; null when all still are. The head must not
    /// be below the window's tip: an endpoint that is behind says nothing about blocks that it has not seen.
    /// </summary>
    /// <exception cref="ChainWatchException">
    /// The fork is deeper than is followed, or the endpoint lacks a block below its own head: nothing is taken back.
    /// </exception>
    public async Task<ulong?> FindAsync(BlockHeader head, CancellationToken cancellation)
    {
        if (window.Tip is not { } tip || await HashNowAsync(tip, head, cancellation) == window.HashAt(tip))
        {
            return null;
        }

        // Most reorgs are shallow: a few blocks are looked at first, then ever more.
        var end = window.Numbers.Count;
        for (var look = FirstLook; end > 0; look *= 4)
        {
            var start = Math.Max(0, end - look);
            var numbers = window.Numbers.Skip(start).Take(end - start).ToList();
            var headers = await chain.AgreeAsync(numbers, cancellation);
            for (var i = numbers.Count - 1; i >= 0; i--)
            {
                if ((headers[i] ?? throw Unsteady(numbers[i])).Hash == window.HashAt(numbers[i]))
                {
                    return numbers[i] + 1;
                }
            }

            end = start;
        }

        return await FindBelowWindowAsync(tip, head, cancellation);
    }

    private async Task<ulong> FindBelowWindowAsync(ulong tip, BlockHeader head, CancellationToken cancellation)
    {
        var lowest = window.Numbers[0];
        if (lowest <= firstRead || await HashNowAsync(lowest - 1, head, cancellation) == window.Before)
        {
            return lowest;
        }

        // The window is shorter than what is allowed where more was allowed since, or where live blocks were only begun.
        var deepest = tip >= chain.Settings.MaxReorgDepth ? tip + 1 - chain.Settings.MaxReorgDepth : 0;
        if (lowest <= deepest || (newestBelow(deepest) is { } below && await HashNowAsync(below.Number, head, cancellation) != below.Hash))
        {
            throw TooDeep(lowest);
        }

        return deepest;
    }

    private async Task<Hash32> HashNowAsync(ulong number, BlockHeader head, CancellationToken cancellation) =>
        number == head.Number ? head.Hash
        : number + 1 == head.Number ? head.ParentHash
        : ((await chain.AgreeAsync([number], cancellation))[0] ?? throw Unsteady(number)).Hash;

    private ChainWatchException Unsteady(ulong number) => new(
        Refusal.Unreachable,
        "unsteady",
        $"Chains: {chain.Settings.Name}: the endpoint has no block {number}, which is below its own head; nothing was changed.",
        "Wait for the next pass, or use another endpoint.");

    private ChainWatchException TooDeep(ulong lowest) => new(
        Refusal.Refused,
        TooDeepCode,
        $"Chains: {chain.Settings.Name}: the endpoint's chain left the recorded one before block {lowest}, deeper than MaxReorgDepth ({chain.Settings.MaxReorgDepth}); nothing was changed.",
        "Compare the endpoint with another one. If the reorg is real, raise MaxReorgDepth and restart the worker.");
}
