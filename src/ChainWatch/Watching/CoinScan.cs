using ChainWatch.Chains;
using ChainWatch.Ethereum;

namespace ChainWatch.Watching;

/// <summary>
/// Looks through whole blocks for the chain's own coin coming to watched accounts: by transactions, and by calls inside of
/// them, as far as endpoints trace. It costs a request for every block, and another for its traces, so that only those pay
/// for it who watch such accounts.
/// </summary>
public sealed class CoinScan(Chain chain)
{
    /// <summary>Most blocks of a stretch: each is read whole.</summary>
    public const ulong MostBlocks = 500;

    // As many whole blocks as are held at once, of each endpoint.
    private const ulong AtOnce = 10;

    /// <summary>Adds what came to these accounts. Null when the chain changed while it was read.</summary>
    /// <param name="scanned">What was read of the stretch's logs.</param>
    /// <param name="stretch">The blocks.</param>
    /// <param name="watched">The accounts; where there is none, nothing is asked.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    public async Task<ScannedBlocks?> AddAsync(ScannedBlocks scanned, Stretch stretch, IReadOnlySet<Address> watched, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scanned);
        ArgumentNullException.ThrowIfNull(watched);
        if (watched.Count == 0)
        {
            return scanned;
        }

        var known = scanned.Known.ToLookup(header => header.Number, header => header.Hash);
        var read = await chain.TogetherByQuorumAsync(one => ReadOfOneAsync(one, stretch, known, watched, cancellation), cancellation);
        return read.Contains(null) ? null : CoinClaims.Join(scanned, [.. read.OfType<CoinClaim>()]);
    }

    private static async Task<CoinClaim?> ReadOfOneAsync(
        Chain one, Stretch stretch, ILookup<ulong, Hash32> known, IReadOnlySet<Address> watched, CancellationToken cancellation)
    {
        var claim = new CoinClaim(one.Preferred);
        Hash32? parent = null;
        for (var from = stretch.From; from <= stretch.To; from += AtOnce)
        {
            var blocks = await one.GetBlockTransactionsAsync([.. Heights(from, Math.Min(stretch.To, from + AtOnce - 1))], cancellation);
            foreach (var block in blocks)
            {
                // Every block is the child of the one before, and where logs were read of it, that very block.
                if (block is null || (parent is { } before && block.Header.ParentHash != before)
                    || (known[block.Header.Number].Any() && !known[block.Header.Number].Contains(block.Header.Hash)))
                {
                    return null;
                }

                parent = block.Header.Hash;
                if (block.Transactions.Count > 0 && !await new CoinBlock(one, block, watched).TellAsync(claim, cancellation))
                {
                    return null;
                }
            }
        }

        return claim;
    }

    private static IEnumerable<ulong> Heights(ulong from, ulong to)
    {
        for (var number = from; number <= to; number++)
        {
            yield return number;
        }
    }
}
