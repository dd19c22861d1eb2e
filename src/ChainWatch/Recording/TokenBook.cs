using System.Data.Common;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>
/// What amounts are counted in. A token is asked once, as it was after the block of the first payment that is booked in it, and
/// believed for good: one that changes its decimals later changes no figure. If a reorg takes back that block and all that is booked
/// in the token, it is asked anew.
/// </summary>
public sealed class TokenBook(Ledger ledger, Chain chain)
{
    // Described already, and perhaps not written yet.
    private readonly Dictionary<Token, TokenDescription> _asked = [];

    /// <summary>Forgets what was asked and not written: what comes is another look at the chain.</summary>
    internal void BeginPass() => _asked.Clear();

    /// <summary>Describes the tokens of these findings: from the ledger where it knows them, else by asking the chain.</summary>
    internal Task<IReadOnlyDictionary<Token, TokenDescription>> DescribeAsync(IEnumerable<Finding> findings, CancellationToken cancellation)
    {
        var first = new Dictionary<Token, (ulong Number, Hash32 Hash)>();
        foreach (var finding in findings)
        {
            if (TokenOf(finding) is { } token && !(first.TryGetValue(token, out var known) && known.Number <= finding.At.BlockNumber))
            {
                first[token] = (finding.At.BlockNumber, finding.At.BlockHash);
            }
        }

        return DescribeAsync(first, cancellation);
    }

    /// <summary>Describes a token that a balance grows in, as it was after the first block that the balance is known of; as it is now where it was not there yet.</summary>
    internal async Task<TokenDescription> DescribeAsync(Token token, ulong block, Hash32 hash, CancellationToken cancellation)
    {
        var described = (await DescribeAsync(new Dictionary<Token, (ulong, Hash32)> { [token] = (block, hash) }, cancellation))[token];
        return described.Doubt is not null && _asked.ContainsKey(token) ? await TokenDescription.ReadAsync(chain, token, cancellation) with { Block = block } : described;
    }

    private async Task<IReadOnlyDictionary<Token, TokenDescription>> DescribeAsync(Dictionary<Token, (ulong Number, Hash32 Hash)> first, CancellationToken cancellation)
    {
        if (first.Count == 0)
        {
            return new Dictionary<Token, TokenDescription>();
        }

        var described = ledger.Read(connection => Read(connection, chain.Settings.ChainId, "AND orphaned_at IS NULL"))
            .Where(known => first.ContainsKey(known.Token)).ToDictionary(known => known.Token);
        foreach (var (token, block) in first.Where(asked => !described.ContainsKey(asked.Key)))
        {
            if (!_asked.TryGetValue(token, out var answer))
            {
                _asked[token] = answer = await TokenDescription.ReadAsync(chain, token, block, cancellation) with { Block = block.Number };
            }

            described[token] = answer;
        }

        return described;
    }

    /// <summary>Enters tokens; what is known already stays as it is, unless a reorg took back all that was booked in it.</summary>
    internal static void Add(DbConnection connection, ulong chainId, IReadOnlyCollection<TokenDescription> tokens) => connection.Execute(
        """
        INSERT INTO token (chain_id, address, symbol, decimals, doubt, block_number) VALUES (@chainId, @Token, @Symbol, @Decimals, @Doubt, @Block)
        ON CONFLICT (chain_id, address) DO UPDATE
            SET symbol = excluded.symbol, decimals = excluded.decimals, doubt = excluded.doubt, block_number = excluded.block_number, orphaned_at = NULL
            WHERE token.orphaned_at IS NOT NULL
        """,
        tokens.Select(token => new { chainId, token.Token, token.Symbol, token.Decimals, token.Doubt, token.Block }));

    /// <summary>Marks tokens that were asked at a block which is no longer on the chain, where nothing that stands is counted in them.</summary>
    internal static void Orphan(DbConnection connection, ulong chainId, ulong firstOrphaned, DateTimeOffset now) => connection.Execute(
        """
        UPDATE token SET orphaned_at = @now WHERE chain_id = @chainId AND block_number >= @firstOrphaned AND orphaned_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM income i WHERE i.chain_id = token.chain_id AND i.token = token.address AND i.orphaned_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.chain_id = token.chain_id AND m.token = token.address AND m.orphaned_at IS NULL)
        """,
        new { chainId, firstOrphaned, now });

    private static Token? TokenOf(Finding finding) => finding switch
    {
        Payment payment => payment.Token,
        Movement movement => movement.Token,
        Alarm => null,
        _ => throw new InvalidOperationException($"{finding.GetType().Name} has no token."),
    };

    /// <summary>The tokens of a chain whose amounts can be told in words.</summary>
    public static IReadOnlyDictionary<Token, TokenDescription> ReadTrusted(DbConnection connection, ulong chainId) =>
        Read(connection, chainId, "").Where(token => token.Doubt is null).ToDictionary(token => token.Token);

    private static IReadOnlyList<TokenDescription> Read(DbConnection connection, ulong chainId, string condition) =>
    [
        .. connection.Query<(byte[] Address, string Symbol, long Decimals, string? Doubt)>(
            $"SELECT address, symbol, decimals, doubt FROM token WHERE chain_id = @chainId {condition}", new { chainId })
            .Select(row => new TokenDescription(new Token(new Address(row.Address)), row.Symbol, (int)row.Decimals) { Doubt = row.Doubt }),
    ];
}
