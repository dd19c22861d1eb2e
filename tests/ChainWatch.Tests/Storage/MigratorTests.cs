using ChainWatch.Storage;
using ChainWatch.Support;
using ChainWatch.Tests.Taxing;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Tests.Storage;

public sealed class MigratorTests : IDisposable
{
    private readonly Books _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public void Tables_that_are_made_anew_keep_their_rows_and_what_refers_to_them()
    {
        _books.Pay(1_250_000, value: "1.25");
        _books.Orphan(_books.Pay(7));
        _books.Temp.ExecuteAlone(
            """
            INSERT INTO movement (source_id, contract, beneficiary, direction, chain_id, block_number, block_hash, log_index, part, transaction_hash, occurred_at, token, assets, shares)
            SELECT source_id, payer, beneficiary, 'Deposit', chain_id, block_number, block_hash, log_index, part, transaction_hash, occurred_at, token, amount, amount FROM income;
            """);
        var (before, indexes) = (Dump(), Indexes());
        _books.Temp.ExecuteAlone("DELETE FROM migration WHERE name = '027.Wallets.sql'; DROP INDEX income_by_time");

        Ledger.OpenToWrite(_books.Temp.Settings, new FakeClock());

        Assert.Equal(before, Dump());
        Assert.Equal(indexes, Indexes());
        Assert.ThrowsAny<SqliteException>(() => _books.Temp.ExecuteAlone("UPDATE movement SET source_id = 99"));
    }

    private string Dump() => _books.Temp.Dump("income", "movement", "valuation");

    private IReadOnlyList<string> Indexes() => _books.Temp.Query<string>("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('income', 'movement') ORDER BY name");
}
