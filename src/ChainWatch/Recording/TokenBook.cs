using System.Data.Common;
using ChainWatch.Chains;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>What amounts are counted in. A token is asked once and believed for good: one that changes its decimals later changes no figure.</summary>
public static class TokenBook
{
    /// <summary>Describes the tokens of these findings: from the ledger where it knows them, else by asking the chain.</summary>
    internal static async Task<IReadOnlyDictionary<Token, TokenDescription>> DescribeAsync(
        Ledger ledger, Chain chain, IEnumerable<Finding> findings, CancellationToken cancellation) =>
        await DescribeAsync(ledger, chain, [.. findings.Select(TokenOf).OfType<Token>().Distinct()], cancellation);

    /// <summary>Describes one token.</summary>
    internal static async Task<TokenDescription> DescribeAsync(Ledger ledger, Chain chain, Token token, CancellationToken cancellation) =>
        (await DescribeAsync(ledger, chain, [token], cancellation))[token];

    /// <summary>Enters tokens; what is known already stays as it is.</summary>
    internal static void Add(DbConnection connection, ulong chainId, IReadOnlyCollection<TokenDescription> tokens) => connection.Execute(
        "INSERT INTO token (chain_id, address, symbol, decimals, doubt) VALUES (@chainId, @Token, @Symbol, @Decimals, @Doubt) ON CONFLICT DO NOTHING",
        tokens.Select(token => new { chainId, token.Token, token.Symbol, token.Decimals, token.Doubt }));

    private static async Task<IReadOnlyDictionary<Token, TokenDescription>> DescribeAsync(
        Ledger ledger, Chain chain, IReadOnlyCollection<Token> asked, CancellationToken cancellation)
    {
        var described = new Dictionary<Token, TokenDescription>();
        if (asked.Count == 0)
        {
            return described;
        }

        foreach (var known in ledger.Read(connection => Read(connection, chain.Settings.ChainId)))
        {
            described.Add(known.Token, known);
        }

        foreach (var token in asked.Where(token => !described.ContainsKey(token)))
        {
            described.Add(token, await TokenDescription.ReadAsync(chain, token, cancellation));
        }

        return described;
    }

    private static Token? TokenOf(Finding finding) => finding switch
    {
        Payment payment => payment.Token,
        Movement movement => movement.Token,
        Alarm => null,
        _ => throw new InvalidOperationException($"{finding.GetType().Name} has no token."),
    };

    /// <summary>The tokens of a chain whose amounts can be told in words.</summary>
    public static IReadOnlyDictionary<Token, TokenDescription> ReadTrusted(DbConnection connection, ulong chainId) =>
        Read(connection, chainId).Where(token => token.Doubt is null).ToDictionary(token => token.Token);

    private static IReadOnlyList<TokenDescription> Read(DbConnection connection, ulong chainId) =>
    [
        .. connection.Query<(byte[] Address, string Symbol, long Decimals, string? Doubt)>(
            "SELECT address, symbol, decimals, doubt FROM token WHERE chain_id = @chainId", new { chainId })
            .Select(row => new TokenDescription(new Token(new Ethereum.Address(row.Address)), row.Symbol, (int)row.Decimals) { Doubt = row.Doubt }),
    ];
}
