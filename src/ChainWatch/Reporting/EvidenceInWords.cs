using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Valuing;

namespace ChainWatch.Reporting;

/// <summary>A value's evidence as a person reads it, one sentence for each figure.</summary>
public static class EvidenceInWords
{
    /// <summary>How the value follows from its figures, or why there is none.</summary>
    public static IReadOnlyList<string> Of(ValuationItem valuation)
    {
        ArgumentNullException.ThrowIfNull(valuation);
        var evidence = valuation.Evidence;
        List<string> words = [.. evidence.Steps.Select(Of)];
        if (valuation.Value is { } value)
        {
            words.Add($"{Whole(evidence)} × {string.Join(" × ", evidence.Steps.Select(step => step.Factor).OfType<string>())} = {value}, rounded half up to {FiatAmount.Decimals} digits");
        }

        words.AddRange(valuation.Reason is { } reason ? [$"no value: {reason}"] : evidence.Refused.Select(refused => $"refused: {refused}"));
        return words;
    }

    private static string Of(EvidenceStep step) => step switch
    {
        FeedStep feed => Of(feed),
        PinnedStep pinned => $"pinned by the configuration at {pinned.Price}",
        FileStep row => string.Create(CultureInfo.InvariantCulture, $"price of {row.Token} on {row.Day:yyyy-MM-dd} is {row.Price} ({row.File}, line {row.Line})"),
        ManualStep manual => $"the owner said {manual.Price}: {manual.Note}",
        ShareStep shares => string.Create(CultureInfo.InvariantCulture, $"vault {shares.Vault}: {shares.Shares} base units of shares stood for {shares.Assets} base units of {shares.Asset} at block {shares.Block}"),
        _ => throw new InvalidOperationException($"{step.GetType().Name} has no words."),
    };

    private static string Of(FeedStep feed) => string.Create(
        CultureInfo.InvariantCulture,
        $"feed {feed.Feed} answered {feed.Answer} ({feed.Price} with {feed.Decimals} decimals) in round {feed.Round}, updated {Shown(feed.UpdatedAt)}, {(feed.IsFromRounds ? "found among its past rounds as the newest as of" : "read at")} block {feed.Block} of {Shown(feed.BlockTime)}")
        + (feed.SequencerUpSince is { } since ? $"; the sequencer had been up since {Shown(since)}" : "");

    private static string Whole(Evidence evidence) => BaseUnits.Display(BigInteger.Parse(evidence.BaseUnits, CultureInfo.InvariantCulture), evidence.Decimals);

    private static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss' UTC'", CultureInfo.InvariantCulture);
}
