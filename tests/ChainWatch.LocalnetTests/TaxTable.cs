using System.Numerics;
using System.Text.Json.Nodes;

namespace ChainWatch.LocalnetTests;

/// <summary>Rates by category and stage, as a configuration has them and as the tests apply them: each worked out apart from the other.</summary>
internal static class TaxTable
{
    /// <summary>A category that is taxed as it accrues, and at no other stage.</summary>
    public const string Salary = "Salary";

    private static readonly (string Category, string Stage, int BasisPoints)[] Rules =
        [("*", "received", 2_000), ("Royalty", "received", 1_517), ("DeFi", "received", 2_233), ("DeFi", "accrued", 1_777), (Salary, "accrued", 3_101)];

    /// <summary>The section <c>Taxes</c>.</summary>
    public static JsonNode Section => new JsonObject
    {
        ["Residency"] = "XX",
        ["Jurisdictions"] = new JsonArray(new JsonObject
        {
            ["Code"] = "XX",
            ["Name"] = "Elsewhere",
            ["Rules"] = new JsonArray([.. Rules.Select(rule => new JsonObject { ["Category"] = rule.Category, ["Stage"] = rule.Stage, ["BasisPoints"] = rule.BasisPoints })]),
        }),
    };

    /// <summary>Of every row that stands exactly its tax is owed, of what is doubted nothing, and in all nothing else.</summary>
    public static void MustBeOwed(IReadOnlyList<BookedRow> rows, JsonArray shown)
    {
        var owed = shown.Where(line => line!["total"] is null).ToDictionary(line => line!["incomeId"]!.GetValue<string>(), line => DueOf(line!));
        foreach (var row in rows)
        {
            var due = row.Counts ? Of(row) : 0;
            Assert.True(
                due == owed.GetValueOrDefault(row.Id),
                $"{row.Source}, block {row.Block}: of {row.Amount} ({row.Stage}, {row.Status}) {due} is owed, and {owed.GetValueOrDefault(row.Id)} is entered");
            Assert.True(row.Counts == owed.ContainsKey(row.Id), $"{row.Source}, block {row.Block}: income {row.Id} is {row.Status}, and assessed is {owed.ContainsKey(row.Id)}");
        }

        var totals = shown.Where(line => line!["total"] is not null).Select(line => (Token: line!["due"]!["token"]!.GetValue<string>(), Due: DueOf(line))).Where(total => total.Due != 0);
        Assert.Equal(
            rows.Where(row => row.Counts).GroupBy(row => row.Token).Select(group => (group.Key, Due: Sum(group.Select(Of)))).Where(total => total.Due != 0).OrderBy(total => total.Key),
            totals.Select(total => (BookedRow.ReadToken(total.Token), total.Due)).OrderBy(total => total.Item1));
    }

    // The category's own rules come before those of all; a loss owes nothing, and a part of a base unit is owed whole.
    private static BigInteger Of(BookedRow row)
    {
        var category = Rules.Any(rule => rule.Category == row.Category) ? row.Category : "*";
        var rate = Rules.SingleOrDefault(rule => rule.Category == category && rule.Stage == row.Stage).BasisPoints;
        return row.Amount.Sign < 0 ? 0 : ((row.Amount * rate) + 9_999) / 10_000;
    }

    private static BigInteger DueOf(JsonNode line) => BookedRow.Integer(line["due"]!["baseUnits"]!.GetValue<string>());

    private static BigInteger Sum(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);
}
