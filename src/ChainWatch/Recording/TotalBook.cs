using System.Data.Common;
using System.Numerics;
using System.Runtime.InteropServices;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>
/// Rows of the table <c>income_total</c>, which follow from those of <c>income</c>. What one transaction changes is gathered
/// here and written at its end. Whoever lets a payment stand, or lets it stand no longer, tells it.
/// </summary>
internal sealed class TotalBook(ulong chainId)
{
    private readonly Dictionary<Key, Change> _changes = [];
    private (Key Key, Change Change)? _last;

    /// <summary>A payment stands from now on.</summary>
    public void Add(long source, Token token, (string Kind, string Stage) of, DateTimeOffset at, BigInteger amount) => Note(source, token, of, at, 1, amount);

    /// <summary>A payment that stood does not any more.</summary>
    public void TakeBack(long source, Token token, (string Kind, string Stage) of, DateTimeOffset at, BigInteger amount) => Note(source, token, of, at, -1, -amount);

    /// <summary>Writes what has changed.</summary>
    public void Write(DbConnection connection)
    {
        foreach (var ((source, token, kind, stage, year), change) in _changes)
        {
            var key = new { source, chainId, token, kind, stage, year };
            var kept = connection.QuerySingleOrDefault<Total>(
                "SELECT payments, amount FROM income_total WHERE source_id = @source AND chain_id = @chainId AND token = @token AND kind = @kind AND stage = @stage AND year = @year", key);
            connection.Execute(
                """
                INSERT INTO income_total (source_id, chain_id, token, kind, stage, year, payments, amount) VALUES (@source, @chainId, @token, @kind, @stage, @year, @payments, @amount)
                ON CONFLICT (source_id, chain_id, token, kind, stage, year) DO UPDATE SET payments = excluded.payments, amount = excluded.amount;
                DELETE FROM income_total WHERE source_id = @source AND chain_id = @chainId AND token = @token AND kind = @kind AND stage = @stage AND year = @year AND payments = 0;
                """,
                new { source, chainId, token, kind, stage, year, payments = change.Payments + (kept?.Payments ?? 0), amount = change.Amount + (kept?.Amount ?? 0) });
        }

        _changes.Clear();
        _last = null;
    }

    // What is told one after the other mostly belongs together.
    private void Note(long source, Token token, (string Kind, string Stage) of, DateTimeOffset at, long payments, BigInteger amount)
    {
        var key = new Key(source, token, of.Kind, of.Stage, at.UtcDateTime.Year);
        if (_last is not { } last || last.Key != key)
        {
            ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(_changes, key, out _);
            _last = last = (key, found ??= new Change());
        }

        last.Change.Payments += payments;
        last.Change.Amount += amount;
    }

    private readonly record struct Key(long Source, Token Token, string Kind, string Stage, int Year);

    private sealed class Change
    {
        public long Payments { get; set; }

        public BigInteger Amount { get; set; }
    }

    private sealed class Total
    {
        public long Payments { get; init; }

        public BigInteger Amount { get; init; }
    }
}
