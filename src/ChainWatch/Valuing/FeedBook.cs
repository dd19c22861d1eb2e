using System.Data.Common;
using ChainWatch.Ethereum;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Valuing;

/// <summary>The decimals with which each feed of a chain was first believed: rows of the table <c>feed</c>.</summary>
internal sealed class FeedBook
{
    private readonly ulong _chainId;
    private readonly Dictionary<Address, int> _decimals;
    private readonly List<Address> _new = [];

    private FeedBook(ulong chainId, Dictionary<Address, int> decimals) => (_chainId, _decimals) = (chainId, decimals);

    public static FeedBook Open(Ledger ledger, ulong chainId) => new(chainId, ledger.Read(connection => connection
        .Query<(byte[] Address, long Decimals)>("SELECT address, decimals FROM feed WHERE chain_id = @chainId", new { chainId })
        .ToDictionary(row => new Address(row.Address), row => (int)row.Decimals)));

    public int? DecimalsOf(Address feed) => _decimals.TryGetValue(feed, out var decimals) ? decimals : null;

    /// <summary>Notes the decimals of a feed that was believed.</summary>
    public void Remember(Address feed, int decimals)
    {
        if (_decimals.TryAdd(feed, decimals))
        {
            _new.Add(feed);
        }
    }

    /// <summary>Writes what is new.</summary>
    public void Save(DbConnection connection, DateTimeOffset now)
    {
        connection.Execute(
            "INSERT INTO feed (chain_id, address, decimals, first_seen_at) VALUES (@_chainId, @feed, @decimals, @now) ON CONFLICT DO NOTHING",
            _new.Select(feed => new { _chainId, feed, decimals = _decimals[feed], now }));
        _new.Clear();
    }
}
