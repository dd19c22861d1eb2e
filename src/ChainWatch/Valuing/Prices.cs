namespace ChainWatch.Valuing;

/// <summary>What came of asking for a price.</summary>
/// <param name="Quote">The first price that can be trusted; null where there is none.</param>
/// <param name="Refused">Why each source that was asked before it could not be trusted.</param>
internal sealed record Answer(Quote? Quote, IReadOnlyList<string> Refused);

/// <summary>Asks one source after the other, the best first, until one's price can be trusted.</summary>
internal sealed class Prices(IReadOnlyList<IPriceSource> sources)
{
    public async Task<Answer> AskAsync(Sum sum, Moment at, CancellationToken cancellation)
    {
        var refused = new List<string>();
        foreach (var source in sources)
        {
            try
            {
                if (await source.QuoteAsync(sum, at, cancellation) is { } quote)
                {
                    return new Answer(quote, refused);
                }
            }
            catch (NoPriceException reason)
            {
                refused.Add(reason.Message);
            }
        }

        return new Answer(null, refused);
    }
}
