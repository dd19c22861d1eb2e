using ChainWatch.Storage;
using ChainWatch.Support;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Tests.Storage;

public sealed class LedgerTests : IDisposable
{
    private readonly TempLedger _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void An_empty_folder_becomes_a_ledger_of_the_newest_schema()
    {
        Assert.Equal(1, _temp.Value<long>("SELECT count(*) FROM migration WHERE number = 1 AND name = '001.Income.sql'"));
        Assert.Equal("wal", _temp.Value<string>("PRAGMA journal_mode"));
        Assert.Equal(FakeClock.Start.ToUnixTimeSeconds(), _temp.Value<long>("SELECT applied_at FROM migration"));
    }

    [Fact]
    public void Opening_again_changes_nothing()
    {
        var before = _temp.Dump("migration", "sqlite_master");

        Ledger.OpenToWrite(_temp.Settings, new FakeClock());

        Assert.Equal(before, _temp.Dump("migration", "sqlite_master"));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_made()
    {
        var settings = new LedgerSettings(Path.Combine(_temp.Folder, "a", "b", "ledger.db"));

        Ledger.OpenToWrite(settings, new FakeClock());

        Assert.True(File.Exists(settings.File));
    }

    [Fact]
    public void A_ledger_that_is_not_there_cannot_be_read_and_is_not_made()
    {
        var refused = Assert.Throws<ChainWatchException>(() => Ledger.OpenToRead(_temp.Settings));

        Assert.Equal(("no-ledger", 1), (refused.Code, refused.ExitCode));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.Folder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_newer_schema_is_refused_with_exit_code_four_and_left_as_it_is(bool toWrite)
    {
        _temp.Execute("INSERT INTO migration VALUES (999, '999.Later.sql', 0)");
        var before = _temp.Dump("migration", "sqlite_master");

        var refused = Assert.Throws<ChainWatchException>(() => Open(toWrite));

        Assert.Equal(("newer-schema", 4), (refused.Code, refused.ExitCode));
        Assert.Contains("999", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, _temp.Dump("migration", "sqlite_master"));
    }

    [Fact]
    public void An_older_schema_can_be_read_only_after_the_worker_has_brought_it_up_to_date()
    {
        _temp.Execute("DELETE FROM migration");

        Assert.Equal(("older-schema", 4), Assert.Throws<ChainWatchException>(() => Open(toWrite: false)) is var refused ? (refused.Code, refused.ExitCode) : default);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_is_no_database_is_refused_with_exit_code_four_and_left_as_it_is(bool toWrite)
    {
        var content = string.Concat(Enumerable.Repeat("This is a letter to my aunt. ", 300));
        File.WriteAllText(_temp.Settings.File, content);

        var refused = Assert.Throws<ChainWatchException>(() => Open(toWrite));

        Assert.Equal(("damaged-ledger", 4), (refused.Code, refused.ExitCode));
        Assert.Equal(content, File.ReadAllText(_temp.Settings.File));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_database_of_another_program_is_refused_with_exit_code_four_and_left_as_it_is(bool toWrite)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = _temp.Settings.File, Pooling = false }.ToString();
        using (var other = new SqliteConnection(file))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE recipe (name TEXT)";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(_temp.Settings.File);

        var refused = Assert.Throws<ChainWatchException>(() => Open(toWrite));

        Assert.Equal(4, refused.ExitCode);
        Assert.Equal(before, File.ReadAllBytes(_temp.Settings.File));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        var inTheWay = Path.Combine(_temp.Folder, "file");
        File.WriteAllText(inTheWay, "");

        var refused = Assert.Throws<ChainWatchException>(() => Ledger.OpenToWrite(new LedgerSettings(Path.Combine(inTheWay, "ledger.db")), new FakeClock()));

        Assert.Equal(("cannot-write", 1), (refused.Code, refused.ExitCode));
        Assert.Contains("ConnectionString", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(_temp.Settings.File);

        Assert.Equal("cannot-write", Assert.Throws<ChainWatchException>(() => Open(toWrite: true)).Code);
    }

    [Fact]
    public void A_change_that_fails_half_way_leaves_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => _temp.Ledger.Write(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO chain (chain_id, name) VALUES (1, 'x')";
            command.ExecuteNonQuery();
            throw new InvalidOperationException("staged");
        }));

        Assert.Equal(0, _temp.Value<long>("SELECT count(*) FROM chain"));
    }

    private void Open(bool toWrite) => _ = toWrite ? Ledger.OpenToWrite(_temp.Settings, new FakeClock()) : Ledger.OpenToRead(_temp.Settings);
}
