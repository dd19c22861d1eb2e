using System.Globalization;

namespace ChainWatch.Valuing;

/// <summary>
/// Prices of the price file. A symbol is whatever a token's author wrote: a row of a symbol is a price of the chain's own
/// coin, whose symbol the owner configures, and of a contract only while no other token calls itself the same.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="chain">Name of the chain.</param>
/// <param name="isOnlyBearer">Whether no other token that the ledger knows has the symbol of this one.</param>
internal sealed class FilePrices(PriceFile file, string chain, Func<Sum, bool> isOnlyBearer) : IPriceSource
{
    public Task<Quote?> QuoteAsync(Sum sum, Moment at, CancellationToken cancellation) => Task.FromResult(Quote(sum, at));

    private Quote? Quote(Sum sum, Moment at)
    {
        var day = DateOnly.FromDateTime(at.Time.UtcDateTime);
        var names = new[] { $"{sum.Token}@{chain}", sum.Symbol }.Where(file.Knows).ToList();
        foreach (var name in names)
        {
            if (file.Find(name, day) is { } row)
            {
                ConfirmBearer(sum, name);
                return new Quote(PriceOrigin.File, row.Price, sum, [new FileStep(file.Name, row.Line, row.Day, row.Name, row.Price.ToString())]);
            }
        }

        return names.Count == 0
            ? null
            : throw new NoPriceException(string.Create(
                CultureInfo.InvariantCulture, $"{file.Name} has no price of {names[0]} from {day.AddDays(-PriceFile.DaysGood):yyyy-MM-dd} to {day:yyyy-MM-dd}"));
    }

    private void ConfirmBearer(Sum sum, string name)
    {
        if (name == sum.Symbol && !sum.Token.IsNative && !isOnlyBearer(sum))
        {
            throw new NoPriceException($"{file.Name} has a price of {name}, but more than one token calls itself so: write {sum.Token}@{chain} there");
        }
    }
}
