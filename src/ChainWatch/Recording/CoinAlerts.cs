using System.Globalization;
using ChainWatch.Alerts;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using ChainWatch.Watching;

namespace ChainWatch.Recording;

/// <summary>
/// Alerts about blocks that no endpoint could trace, so that what contracts sent to a plain wallet in them is not known. Of each
/// source one is open, whose key ends with the first such block; it closes when that block is read again and traced.
/// </summary>
public static class CoinAlerts
{
    /// <summary>Opens the alert of a source, or closes it.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="chain">The chain's name.</param>
    /// <param name="source">A source, of whatever kind.</param>
    /// <param name="stretch">What was read.</param>
    /// <param name="untraced">The first block of it that could not be traced; null where all could.</param>
    /// <param name="now">When that was noticed.</param>
    public static void Tell(Ledger ledger, string chain, WatchedSource source, Stretch stretch, BlockHeader? untraced, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(stretch);

        // A Safe's own log tells of what others' calls are needed for.
        if (source.Recognizer is not ICoinRecognizer { IsSafe: false })
        {
            return;
        }

        var prefix = $"untraced:{source.Settings.Name}:";
        var open = ledger.Read(connection => AlertBook.OpenKeys(connection, prefix));
        if (untraced is not null && open.Count == 0)
        {
            AlertBook.Raise(ledger, Of(prefix, chain, source.Settings, untraced.Number), now);
        }

        foreach (var key in open.Where(key => untraced is null && BlockOf(key) is var block && block >= stretch.From && block <= stretch.To))
        {
            AlertBook.Close(ledger, key, now);
        }
    }

    private static Alert Of(string prefix, string chain, SourceSettings source, ulong block) => new(
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{block}"),
        Severity.Warning,
        source.Name,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Sources: {source.Name}: calls inside of the transactions of block {block} and of others could not be traced: what contracts sent to {source.Beneficiary} there is not recorded."),
        string.Create(CultureInfo.InvariantCulture, $"Give the chain an endpoint that traces calls, of old blocks too, and type: chainwatch ledger rescan {chain} --from {block}"));

    private static ulong BlockOf(string key) => ulong.Parse(key.AsSpan(key.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
}
