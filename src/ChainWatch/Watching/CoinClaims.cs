using ChainWatch.Ethereum;

namespace ChainWatch.Watching;

/// <summary>What one endpoint says that came to the watched accounts.</summary>
internal sealed record CoinClaim(string Endpoint)
{
    public List<CoinTransfer> Transfers { get; } = [];

    /// <summary>The blocks of those transfers.</summary>
    public List<BlockHeader> Headers { get; } = [];

    /// <summary>Blocks that it could not trace.</summary>
    public List<BlockHeader> Untraced { get; } = [];
}

/// <summary>What several endpoints say, as one.</summary>
internal static class CoinClaims
{
    /// <summary>
    /// Joins them with what was read of logs. What a block's hash covers needs no second word. A trace is covered by nothing:
    /// what not all who were asked name alike is doubted.
    /// </summary>
    public static ScannedBlocks Join(ScannedBlocks scanned, IReadOnlyList<CoinClaim> claims)
    {
        var headers = claims.SelectMany(claim => claim.Headers).DistinctBy(header => header.Hash).ToList();
        var times = new Dictionary<Hash32, DateTimeOffset>(scanned.Times);
        foreach (var header in headers)
        {
            times[header.Hash] = DateTimeOffset.FromUnixTimeSeconds((long)header.Timestamp);
        }

        return scanned with
        {
            Known = [.. scanned.Known.Concat(headers).DistinctBy(header => header.Hash)],
            Times = times,
            Transfers =
            [
                .. claims.SelectMany(claim => claim.Transfers.Select(transfer => (claim.Endpoint, Transfer: transfer)))
                    .GroupBy(said => (said.Transfer.At.BlockNumber, said.Transfer.At.BlockHash, said.Transfer.At.LogIndex, said.Transfer.At.Part))
                    .Select(place => Agreed([.. place], claims.Count))
                    .OrderBy(transfer => transfer.At.BlockNumber).ThenByDescending(transfer => transfer.At.LogIndex).ThenBy(transfer => transfer.At.Part),
            ],
            Untraced = claims.Select(claim => claim.Untraced).MinBy(untraced => untraced.Count)!.FirstOrDefault(),
        };
    }

    private static CoinTransfer Agreed(IReadOnlyList<(string Endpoint, CoinTransfer Transfer)> said, int asked)
    {
        if (said.Select(each => each.Transfer).FirstOrDefault(transfer => transfer.Evidence is not null) is { } proved)
        {
            return proved;
        }

        var (endpoint, first) = said[0];
        return said.Count == asked && said.All(each => (each.Transfer.From, each.Transfer.To, each.Transfer.Value) == (first.From, first.To, first.Value))
            ? first
            : first with { Doubt = $"of the {asked} endpoints that must agree, {said.Count} named this payment, {endpoint} among them, or they named it differently, and no proof covers it" };
    }
}
