using ChainWatch.Ethereum;

namespace ChainWatch.Watching;

/// <summary>Fewer questions for the same answers.</summary>
public static class LogQueries
{
    /// <summary>Joins queries that ask different contracts for the same topics.</summary>
    public static IReadOnlyList<LogFilter> Merge(IEnumerable<LogFilter> queries) =>
    [
        .. queries.GroupBy(TopicsOf, (_, alike) => alike.ToList())
            .Select(alike => alike[0] with { Addresses = AddressesOf(alike) }),
    ];

    // No address means every contract.
    private static IReadOnlyList<Address> AddressesOf(IReadOnlyList<LogFilter> alike) =>
        alike.Any(query => query.Addresses.Count == 0) ? [] : [.. alike.SelectMany(query => query.Addresses).Distinct()];

    private static string TopicsOf(LogFilter query) =>
        string.Join(';', query.Topics.Select(alternatives => alternatives is null ? "*" : string.Join(',', alternatives)));
}
