using ChainWatch.Guarding;
using ChainWatch.Storage;
using ChainWatch.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Tests.Guarding;

/// <summary>A backup is whole, verified, and replaces nothing; a restore is the backup or nothing, and keeps what was there.</summary>
public sealed class LedgerBackupTests : IDisposable
{
    private static readonly string[] Tables = ["migration", "chain", "source", "block", "income"];

    private readonly FakeWatch _watch = new() { Sources = [Some.Source(name: "album-royalties")] };

    public LedgerBackupTests() => _watch.Chain.Deploy(Some.Contract);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LedgerSettings Settings => _watch.Ledger.Settings;

    private string Backup => Path.Combine(_watch.Ledger.Folder, "backup.db");

    public void Dispose()
    {
        Ledger.LetGo(new LedgerSettings(Backup));
        Ledger.LetGo(Settings);
        _watch.Dispose();
    }

    [Fact]
    public async Task A_backup_says_what_the_ledger_says_in_one_file()
    {
        await PaidAsync(1, 2, 3);

        var copy = LedgerBackup.Write(Settings, Backup);

        Assert.Equal((Backup, 3), (copy.File, copy.Payments));
        Assert.Equal(new FileInfo(Backup).Length, copy.Bytes);
        Assert.Equal(_watch.Ledger.Dump(Tables), Dump(Backup));
        Assert.Equal([Backup], Directory.EnumerateFiles(_watch.Ledger.Folder, "backup*"));
    }

    [Fact]
    public async Task A_backup_taken_while_a_change_is_being_written_has_nothing_of_it()
    {
        await PaidAsync(1);
        var before = _watch.Ledger.Dump(Tables);

        _watch.Ledger.Ledger.Write(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE chain SET name = 'half written'";
            command.ExecuteNonQuery();
            LedgerBackup.Write(Settings, Backup);
        });

        Assert.Equal(before, Dump(Backup));
        Assert.Equal("half written", _watch.Ledger.Value<string>("SELECT name FROM chain"));
    }

    [Fact]
    public async Task A_backup_replaces_nothing()
    {
        await PaidAsync(1);
        await File.WriteAllTextAsync(Backup, "precious", Cancellation);

        Assert.Equal("file-exists", Assert.Throws<ChainWatchException>(() => LedgerBackup.Write(Settings, Backup)).Code);
        Assert.Equal("precious", await File.ReadAllTextAsync(Backup, Cancellation));
    }

    [Fact]
    public async Task A_ledger_that_breaks_an_invariant_gives_no_backup()
    {
        await PaidAsync(1);
        _watch.Ledger.Execute("UPDATE income SET amount = '01'");

        var refused = Assert.Throws<ChainWatchException>(() => LedgerBackup.Write(Settings, Backup));

        Assert.Equal(("broken-invariant", 1), (refused.Code, refused.ExitCode));
        Assert.Contains(Settings.File, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_watch.Ledger.Folder, "backup*"));
    }

    [Fact]
    public async Task A_ledger_that_is_damaged_gives_no_backup()
    {
        await PaidAsync([.. Enumerable.Range(1, 300)]);
        DamagedFile.Overwrite(Settings);

        var refused = Assert.Throws<ChainWatchException>(() => LedgerBackup.Write(Settings, Backup));

        Assert.Equal(("damaged-ledger", 4), (refused.Code, refused.ExitCode));
        Assert.Contains(Settings.File, refused.Message, StringComparison.Ordinal);
        Assert.Contains("chainwatch ledger restore", refused.Hint, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_watch.Ledger.Folder, "backup*"));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_backup_is_as_closed_to_others_as_the_ledger()
    {
        await PaidAsync(1);
        File.SetUnixFileMode(Settings.File, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        LedgerBackup.Write(Settings, Backup);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Backup));
    }

    [Fact]
    public async Task A_restored_ledger_is_the_backup_and_the_chain_gives_back_what_came_since()
    {
        await PaidAsync(1, 2);
        LedgerBackup.Write(Settings, Backup);
        await PaidAsync(3, 4);
        var before = _watch.Ledger.Dump(Tables);

        var restored = LedgerRestore.Run(Settings, Backup, _watch.Clock);

        Assert.Equal((Settings.File, 2), (restored.Ledger.File, restored.Ledger.Payments));
        Assert.Equal($"{Settings.File}.before-restore-{_watch.Clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}", restored.Kept);
        Assert.Equal(before, Dump(restored.Kept!));
        Assert.Equal(["1", "2"], Amounts());

        _watch.Restart();
        await _watch.PassAsync(cancellation: Cancellation);
        Assert.Equal(["1", "2", "3", "4"], Amounts());
        Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger), invariant => Assert.Null(invariant.Broken));
        Ledger.LetGo(new LedgerSettings(restored.Kept!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_damaged_or_missing_ledger_is_restored(bool missing)
    {
        await PaidAsync(1, 2);
        LedgerBackup.Write(Settings, Backup);
        Ledger.LetGo(Settings);
        if (missing)
        {
            File.Delete(Settings.File);
        }
        else
        {
            await File.WriteAllTextAsync(Settings.File, string.Concat(Enumerable.Repeat("a letter ", 1000)), Cancellation);
        }

        await File.WriteAllTextAsync(Settings.File + "-wal", "what must not be played into the new one", Cancellation);

        var restored = LedgerRestore.Run(Settings, Backup, _watch.Clock);

        Assert.Equal(missing, restored.Kept is null);
        Assert.False(File.Exists(Settings.File + "-wal"));
        Assert.Equal(["1", "2"], Amounts());
    }

    [Fact]
    public void A_backup_of_an_older_schema_is_brought_up_to_date_and_stays_as_it_is()
    {
        using (var older = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Backup, Pooling = false }.ToString()))
        {
            older.Open();
            older.Execute("CREATE TABLE migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
            older.Execute(FirstMigration());
            older.Execute("INSERT INTO migration VALUES (1, '001.Income.sql', 0); INSERT INTO chain (chain_id, name) VALUES (1, 'mainnet')");
        }

        var before = File.ReadAllBytes(Backup);

        LedgerRestore.Run(Settings, Backup, _watch.Clock);

        Assert.Equal("mainnet", _watch.Ledger.Value<string>("SELECT name FROM chain"));
        Assert.Equal(0, _watch.Ledger.Value<long>("SELECT count(*) FROM proposal"));
        Assert.Equal(before, File.ReadAllBytes(Backup));
    }

    [Fact]
    public async Task A_backup_that_is_damaged_or_empty_or_anothers_changes_nothing()
    {
        await PaidAsync([.. Enumerable.Range(1, 300)]);
        var before = _watch.Ledger.Dump(Tables);
        var damaged = Path.Combine(_watch.Ledger.Folder, "damaged.db");
        LedgerBackup.Write(Settings, damaged);
        DamagedFile.Overwrite(new LedgerSettings(damaged));
        var empty = Path.Combine(_watch.Ledger.Folder, "empty.db");
        await File.WriteAllBytesAsync(empty, [], Cancellation);
        var letter = Path.Combine(_watch.Ledger.Folder, "letter.db");
        await File.WriteAllTextAsync(letter, string.Concat(Enumerable.Repeat("a letter ", 1000)), Cancellation);

        foreach (var wrong in new[] { damaged, empty, letter })
        {
            var refused = Assert.Throws<ChainWatchException>(() => LedgerRestore.Run(Settings, wrong, _watch.Clock));
            Assert.Equal(("damaged-ledger", 4), (refused.Code, refused.ExitCode));
            Assert.Contains(wrong, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("no-backup", Assert.Throws<ChainWatchException>(() => LedgerRestore.Run(Settings, Backup, _watch.Clock)).Code);
        Assert.Equal("no-backup", Assert.Throws<ChainWatchException>(() => LedgerRestore.Run(Settings, Settings.File, _watch.Clock)).Code);
        Assert.Equal(before, _watch.Ledger.Dump(Tables));
        Assert.Empty(Directory.EnumerateFiles(_watch.Ledger.Folder, "*restor*"));
    }

    [Fact]
    public async Task Nothing_is_restored_while_a_worker_runs()
    {
        await PaidAsync(1);
        LedgerBackup.Write(Settings, Backup);
        using (LedgerLock.Take(Settings))
        {
            Assert.Equal(("ledger-in-use", 1), Assert.Throws<ChainWatchException>(() => LedgerRestore.Run(Settings, Backup, _watch.Clock)) is var held ? (held.Code, held.ExitCode) : default);
            Assert.Equal("ledger-in-use", Assert.Throws<ChainWatchException>(() => LedgerLock.Take(Settings)).Code);
        }

        LedgerRestore.Run(Settings, Backup, _watch.Clock);
    }

    [Fact]
    public async Task Nothing_is_restored_while_another_program_has_the_ledger_open()
    {
        await PaidAsync(1);
        LedgerBackup.Write(Settings, Backup);
        using (var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Settings.File, Pooling = false }.ToString()))
        {
            other.Open();
            using var reading = other.BeginTransaction(deferred: true);
            using var command = other.CreateCommand();
            command.Transaction = reading;
            command.CommandText = "SELECT count(*) FROM income";
            command.ExecuteScalar();

            var impatient = Settings with { BusyTimeout = TimeSpan.FromSeconds(1) };
            Assert.Equal("ledger-in-use", Assert.Throws<ChainWatchException>(() => LedgerRestore.Run(impatient, Backup, _watch.Clock)).Code);
        }

        Assert.Equal(["1"], Amounts());
    }

    private static string FirstMigration()
    {
        using var reader = new StreamReader(typeof(Ledger).Assembly.GetManifestResourceStream("migrations/001.Income.sql")!);
        return reader.ReadToEnd();
    }

    private static string Dump(string file) => TempLedger.Dump(Ledger.OpenToRead(new LedgerSettings(file)), Tables);

    private async Task PaidAsync(params IReadOnlyList<int> amounts)
    {
        foreach (var amount in amounts)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(amount));
        }

        await _watch.PassAsync(cancellation: Cancellation);
    }

    private IReadOnlyList<string> Amounts() => _watch.Ledger.Query<string>("SELECT amount FROM income ORDER BY block_number");
}
