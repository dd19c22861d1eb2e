using System.Data.Common;
using ChainWatch.Chains;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>What amounts are counted in. A token is asked once and believed for good: one that changes its decimals later changes no figure.</summary>
public sealed class TokenBook(Ledger ledger, Chain chain)
{
    // Described already, and perhaps not written yet.
    private readonly Dictionary<Token, TokenDescription> _asked = [];

    /// <summary>Describes the tokens of these findings: from the ledger where it knows them, else by asking the chain.</summary>
    internal Task<IReadOnlyDictionary<Token, TokenDescription>> DescribeAsync(IEnumerable<Finding> findings, CancellationToken cancellation) =>
        DescribeAsync([.. findings.Select(TokenOf).OfType<Token>().Distinct()], cancellation);

    /// <summary>Describes one token.</summary>
    internal async Task<TokenDescription> DescribeAsync(Token token, CancellationToken cancellation) => (await DescribeAsync([token], cancellation))[token];

    private async Task<IReadOnlyDictionary<Token, TokenDescription>> DescribeAsync(IReadOnlyCollection<Token> asked, CancellationToken cancellation)
    {
        var described = asked.ToDictionary(token => token, token => _asked.GetValueOrDefault(token));
        if (described.Count == 0)
        {
            return new Dictionary<Token, TokenDescription>();
        }

        foreach (var known in ledger.Read(connection => Read(connection, chain.Settings.ChainId)).Where(known => described.ContainsKey(known.Token)))
        {
            described[known.Token] = known;
        }

        foreach (var token in described.Keys.Where(token => described[token] is null).ToList())
        {
            described[token] = _asked[token] = await TokenDescription.ReadAsync(chain, token, cancellation);
        }

        return described.ToDictionary(token => token.Key, token => token.Value!);
    }

    /// <summary>Enters tokens; what is known already stays as it is.</summary>
    internal static void Add(DbConnection connection, ulong chainId, IReadOnlyCollection<TokenDescription> tokens) => connection.Execute(
        "INSERT INTO token (chain_id, address, symbol, decimals, doubt) VALUES (@chainId, @Token, @Symbol, @Decimals, @Doubt) ON CONFLICT DO NOTHING",
        tokens.Select(token => new { chainId, token.Token, token.Symbol, token.Decimals, token.Doubt }));

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
