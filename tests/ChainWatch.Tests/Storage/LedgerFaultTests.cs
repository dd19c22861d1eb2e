using ChainWatch.Guarding;
using ChainWatch.Recording;
using ChainWatch.Storage;
using ChainWatch.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Tests.Storage;

/// <summary>A full disk, a locked and a damaged file, a clock that jumps: nothing is lost or doubled, and the message says what to do.</summary>
public sealed class LedgerFaultTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source(name: "album-royalties")] };

    public LedgerFaultTests()
    {
        _watch.Chain.Deploy(Some.Contract);
        _watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 8, maxBlockRange: 40);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_full_disk_takes_nothing_and_the_pass_goes_on_from_there_once_there_is_room()
    {
        Pay(1);
        await PassAsync();
        Pay(399);
        _watch.Ledger.Execute($"PRAGMA max_page_count = {_watch.Ledger.Value<long>("PRAGMA page_count") + 20}");

        var full = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal(("disk-full", 1), (full.Code, full.ExitCode));
        Assert.Contains(_watch.Ledger.Settings.File, full.Message, StringComparison.Ordinal);
        var booked = _watch.Ledger.Value<long>("SELECT count(*) FROM income");
        Assert.InRange(booked, 1, 399);
        Assert.Equal(_watch.Ledger.Value<long>("SELECT next_block - 1 FROM source"), booked);
        MustVerify();

        _watch.Ledger.Execute("PRAGMA max_page_count = 1000000");
        await PassAsync();
        MustHoldEverything();
    }

    [Fact]
    public async Task A_ledger_that_another_program_has_locked_is_waited_for_and_then_named_with_nothing_lost()
    {
        Pay(20);
        await PassAsync();
        Pay(20);
        var impatient = Ledger.OpenToWrite(_watch.Ledger.Settings with { BusyTimeout = TimeSpan.FromSeconds(1) }, _watch.Clock);
        using (Locked())
        {
            var busy = Assert.Throws<ChainWatchException>(() => impatient.Write(connection => connection.Execute("DELETE FROM income")));
            Assert.Equal(("busy-ledger", 1), (busy.Code, busy.ExitCode));
            Assert.Contains($"{_watch.Ledger.Settings.File} has been locked by another program for 1 seconds", busy.Message, StringComparison.Ordinal);
            Assert.Equal(20, impatient.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM income")));
            Ledger.LetGo(_watch.Ledger.Settings with { BusyTimeout = TimeSpan.FromSeconds(1) });
        }

        await PassAsync();
        MustHoldEverything();
    }

    [Fact]
    public async Task A_damaged_ledger_is_named_with_the_way_back()
    {
        Pay(400);
        await PassAsync();
        DamagedFile.Overwrite(_watch.Ledger.Settings);
        Ledger.LetGo(_watch.Ledger.Settings);

        var failure = LedgerVerification.Failure(_watch.Ledger.Settings.File, LedgerVerification.Run(Ledger.OpenToRead(_watch.Ledger.Settings)));

        Assert.Equal(("damaged-ledger", 4), (failure!.Code, failure.ExitCode));
        Assert.Contains(_watch.Ledger.Settings.File, failure.Message, StringComparison.Ordinal);
        Assert.Contains("chainwatch ledger restore", failure.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-3650)]
    [InlineData(3650)]
    public async Task A_clock_that_jumps_changes_nothing_of_what_is_recorded(int days)
    {
        using var steady = new LedgerFaultTests();
        foreach (var watch in new[] { this, steady })
        {
            for (var turn = 0; turn < 4; turn++)
            {
                watch.Pay(5);
                await watch.PassAsync();
                watch._watch.Chain.ReorgTo(watch._watch.Chain.Head.Number - 3);
                watch.Pay(4);
                watch._watch.Clock.Advance(TimeSpan.FromDays(watch == this ? (turn % 2 == 0 ? days : -days) : 0));
                await watch.PassAsync();
            }
        }

        MustHoldEverything();
        Assert.Equal(steady.Standing(), Standing());
        Assert.Equal(steady._watch.Ledger.Value<long>("SELECT final_block FROM chain"), _watch.Ledger.Value<long>("SELECT final_block FROM chain"));
    }

    [Theory]
    [InlineData(Durability.Lasting, 2)]
    [InlineData(Durability.Repeatable, 1)]
    public void A_lasting_change_is_on_the_disk_when_it_is_done_whatever_was_written_before_it(Durability durability, int synchronous)
    {
        const int full = 2;
        _watch.Ledger.Ledger.Write(connection => Assert.Equal(synchronous, connection.ExecuteScalar<int>("PRAGMA synchronous")), durability);
        _watch.Ledger.Ledger.Write(connection => Assert.Equal(full, connection.ExecuteScalar<int>("PRAGMA synchronous")));
    }

    [Fact]
    public async Task A_chain_that_is_read_again_books_what_was_missed_and_nothing_twice()
    {
        Pay(30);
        await PassAsync();
        _watch.Ledger.Execute("DELETE FROM income WHERE block_number IN (7, 12, 29)");

        var returned = SourceBook.Return(_watch.Ledger.Ledger, 31337, 10, verify: false);
        Assert.Equal([("album-royalties", 10UL, 31UL)], returned);
        await PassAsync();
        Assert.Equal([7L], Missing());

        // From before the source's own first block means from that one, and so far as it has not been read, nothing is read again.
        Assert.Equal([("album-royalties", 0UL, 31UL)], SourceBook.Return(_watch.Ledger.Ledger, 31337, 0, verify: false));
        Assert.Empty(SourceBook.Return(_watch.Ledger.Ledger, 31337, 5, verify: true));
        Assert.Empty(SourceBook.Return(_watch.Ledger.Ledger, 1, 0, verify: false));
        await PassAsync();
        Assert.Empty(Missing());
        MustHoldEverything();
    }

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private void Pay(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(i + 1));
        }
    }

    private List<string> Standing() =>
    [
        .. _watch.Ledger.Query<(long Block, long Index, string Amount, long At)>(
            "SELECT block_number, log_index, amount, occurred_at FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index")
            .Select(row => $"{row.Block} {row.Index} {row.Amount} {row.At}"),
    ];

    private IEnumerable<long> Missing() => Enumerable.Range(1, 30).Select(block => (long)block).Except(_watch.Ledger.Query<long>("SELECT block_number FROM income"));

    private void MustHoldEverything()
    {
        Assert.Equal(_watch.Chain.AllLogs.Select(log => (long)log.BlockNumber), _watch.Ledger.Query<long>("SELECT block_number FROM income WHERE orphaned_at IS NULL ORDER BY block_number"));
        MustVerify();
    }

    private void MustVerify() => Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger), invariant => Assert.Null(invariant.Broken));

    private SqliteConnection Locked()
    {
        var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _watch.Ledger.Settings.File, Pooling = false }.ToString());
        other.Open();
        other.Execute("BEGIN EXCLUSIVE");
        return other;
    }
}
