using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Guarding;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>Of what streams to the owner, what the named payers stream is income, to the second; the balance must say the same.</summary>
public sealed class StreamingTests : IDisposable
{
    private readonly FakeWatch _watch = Watching();
    private readonly FakeStreams _streams;

    public StreamingTests() => _streams = new FakeStreams(_watch.Chain);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_strangers_stream_is_principal_and_the_payers_is_income()
    {
        TwoDays(_watch, _streams);

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([$"{(Seconds(1, 2) * 5) + (Seconds(2, 3) * 7)} ", $"{Seconds(3, 6) * 7} "], Rows());
        Assert.Equal([("Deposit", $"{Seconds(2, 3) * 3}"), ("Deposit", $"{Seconds(3, 6) * 3}")], Movements());
        Assert.Equal(Some.Payer, new Address(Assert.Single(_watch.Ledger.Query<byte[]>("SELECT DISTINCT payer FROM income"))));
        MustVerify();
    }

    [Fact]
    public async Task What_the_owner_streams_on_is_no_loss()
    {
        _watch.Chain.Mine(_streams.Stream(5), _streams.Stream(9, from: Some.Owner, to: Some.Stranger));
        NextDay();
        NextDay();

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([$"{Seconds(1, 4) * 5} "], Rows());
        Assert.Equal([("Withdrawal", $"{Seconds(1, 4) * 9}")], Movements());
        MustVerify();
    }

    [Fact]
    public async Task A_stream_that_was_there_before_the_first_block_counts_from_then_on()
    {
        _watch.Chain.Mine(_streams.Stream(5));
        _watch.Chain.Mine();
        _watch.Chain.Mine();
        _watch.Sources = [_watch.Sources[0] with { FromBlock = 3 }];
        NextDay();
        NextDay();

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([$"{Seconds(2, 3) * 5} ", $"{Seconds(3, 6) * 5} "], Rows());
    }

    [Fact]
    public async Task What_no_stream_explains_is_quarantined_on_its_day_and_told()
    {
        TwoDays(_watch, _streams);
        _streams.Untold = block => block >= 4 ? 11 : 0;

        await _watch.AccrueAsync(Cancellation);

        var (paid, grown) = (Seconds(3, 6) * 7, (Seconds(3, 6) * 7) + 11);
        Assert.Equal($"{grown} the balance grew by {grown} beside what was moved and what others streamed, and the payers streamed {paid}", Rows()[^1]);
        Assert.EndsWith(" ", Rows()[0], StringComparison.Ordinal);
        Assert.Contains("1 payment is quarantined", Assert.Single(Alerts()), StringComparison.Ordinal);
        MustVerify();
    }

    [Fact]
    public async Task Streams_of_which_the_balance_shows_nothing_are_told()
    {
        _watch.Chain.Mine(_streams.Stream(5));
        _streams.Untold = block => block >= 1 ? -5 * Seconds(1, block) : 0;
        NextDay();
        NextDay();

        await _watch.AccrueAsync(Cancellation);

        Assert.Contains("the balance grew by nothing", Assert.Single(Alerts(), alert => alert.StartsWith("Streams", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_payers_the_row_names_who_paid_most_and_tells_what_each_did()
    {
        _watch.Sources = [Some.Source("superfluid-stream", payers: [Some.Payer, Some.Stranger])];
        _watch.Chain.Mine(_streams.Stream(5), _streams.Stream(6, from: Some.Stranger));
        NextDay();
        NextDay();

        await _watch.AccrueAsync(Cancellation);

        var (payer, note) = _watch.Ledger.Query<(byte[], string)>("SELECT payer, note FROM income ORDER BY id DESC LIMIT 1")[0];
        Assert.Equal(Some.Stranger, new Address(payer));
        Assert.Contains($"{Seconds(1, 4) * 5} from {Some.Payer}", note, StringComparison.Ordinal);
        Assert.Contains($"{Seconds(1, 4) * 6} from {Some.Stranger}", note, StringComparison.Ordinal);
        Assert.Empty(Movements());
    }

    [Fact]
    public async Task Events_that_an_endpoint_keeps_back_leave_the_day_in_doubt()
    {
        TwoDays(_watch, _streams);
        _watch.Chain.Faults.Logs = logs => [.. logs.Where(log => log.Address != FakeStreams.Agreement)];

        await _watch.AccrueAsync(Cancellation);

        Assert.Contains("lead to other streams than there are after them", Rows()[0], StringComparison.Ordinal);
        MustVerify();
    }

    [Fact]
    public async Task Events_are_asked_for_in_as_small_pieces_as_an_endpoint_wants()
    {
        TwoDays(_watch, _streams);
        await _watch.AccrueAsync(Cancellation);
        var rows = Rows();
        using var other = Watching();
        TwoDays(other, new FakeStreams(other.Chain));
        await other.PassAsync(cancellation: Cancellation);
        other.Chain.Faults.MostBlocks = 1;

        await other.AccrueAsync(Cancellation);

        Assert.Equal(rows, Rows(other));
    }

    [Fact]
    public async Task Rates_that_were_not_kept_are_asked_of_old_state_and_without_it_nobody_can_tell()
    {
        _watch.Chain.Mine(_streams.Stream(5));
        NextDay();
        await _watch.AccrueAsync(Cancellation);
        _watch.Ledger.ExecuteAlone("UPDATE accrual SET rates = NULL");
        NextDay();
        await _watch.AccrueAsync(Cancellation);
        Assert.EndsWith(" ", Rows()[^1], StringComparison.Ordinal);

        _watch.Ledger.ExecuteAlone("UPDATE accrual SET rates = NULL");
        NextDay();
        _watch.Chain.KeepsStateFrom = _watch.Chain.Head.Number - 5;
        await _watch.AccrueAsync(Cancellation);

        Assert.Contains("cannot be told: no endpoint has its state any more", Rows()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_payer_is_asked_for_from_the_state_at_the_day_before()
    {
        _watch.Chain.Mine();
        _watch.Chain.Mine(_streams.Stream(5), _streams.Stream(3, from: Some.Stranger));
        NextDay();
        await _watch.AccrueAsync(Cancellation);
        _watch.Sources = [Some.Source("superfluid-stream", payers: [Some.Payer, Some.Stranger])];
        _watch.Restart();
        NextDay();

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal($"{Seconds(2, 5) * 8} ", Rows()[^1]);
    }

    [Fact]
    public async Task What_a_reorg_took_back_is_booked_anew_with_what_others_streamed()
    {
        TwoDays(_watch, _streams);
        await _watch.AccrueAsync(Cancellation);
        _streams.ReorgTo(1);
        _watch.Chain.Mine(_streams.Stream(2, from: Some.Stranger));
        NextDay();
        NextDay();
        _watch.Chain.MineTo(12);

        await _watch.AccrueAsync(Cancellation);

        // Time went on: the branch's first block is of a later day.
        Assert.Equal([$"{Seconds(1, 2) * 5} ", $"{Seconds(2, 5) * 5} "], Rows());
        Assert.Equal(2, _watch.Ledger.Value<long>("SELECT count(*) FROM income WHERE orphaned_at IS NOT NULL"));
        Assert.Equal(2, _watch.Ledger.Value<long>("SELECT count(*) FROM movement WHERE orphaned_at IS NOT NULL"));
        Assert.Equal([("Deposit", $"{Seconds(2, 5) * 2}")], Movements());
        MustVerify();
    }

    [Fact]
    public async Task Whatever_request_a_pass_dies_at_the_next_one_books_the_same()
    {
        OneDay(_watch, _streams);
        await _watch.PassAsync(cancellation: Cancellation);
        var before = _watch.Chain.Requests.Count;
        await _watch.AccrueAsync(Cancellation);
        var undisturbed = _watch.Ledger.Dump(AccruingWatch.Tables);
        var deaths = 0;
        for (var at = 1; at <= _watch.Chain.Requests.Count - before; at++)
        {
            using var other = Watching();
            OneDay(other, new FakeStreams(other.Chain));
            await other.PassAsync(cancellation: Cancellation);
            var left = at;
            other.Chain.Faults.Before = _ =>
            {
                if (--left == 0)
                {
                    throw new IOException("killed");
                }
            };
            deaths += await Record.ExceptionAsync(() => other.AccrueAsync(Cancellation)) is IOException ? 1 : 0;
            other.Chain.Faults.Clear();
            other.Restart();

            await other.AccrueAsync(Cancellation);

            Assert.Equal(undisturbed, other.Ledger.Dump(AccruingWatch.Tables));
        }

        Assert.True(deaths > 5);
    }

    [Fact]
    public void Rates_are_read_as_they_were_written_of_these_payers_only()
    {
        var rates = new StreamRates(-4, new Dictionary<Address, BigInteger> { [Some.Payer] = 5, [Some.Stranger] = 0 });

        Assert.Equal(rates.Text, StreamRates.Parse(rates.Text, [Some.Stranger, Some.Payer])!.Text);
        Assert.Null(StreamRates.Parse(rates.Text, [Some.Payer]));
        Assert.Null(StreamRates.Parse(null, [Some.Payer]));
    }

    private static FakeWatch Watching() => new() { Sources = [Some.Source("superfluid-stream")], ChainSettings = Some.ChainSettings(confirmations: 2, maxReorgDepth: 100) };

    // The payer streams 5 a second, then 7, and a stranger 3; a second day like that is over. A stranger sends 1000 at once, too.
    private static void TwoDays(FakeWatch watch, FakeStreams streams)
    {
        OneDay(watch, streams);
        NextDay(watch);
    }

    private static void OneDay(FakeWatch watch, FakeStreams streams)
    {
        watch.Chain.Mine(streams.Stream(5), Emitted.Transfer(1000, from: Some.Stranger));
        watch.Chain.Mine(streams.Stream(7), streams.Stream(3, from: Some.Stranger));
        watch.Chain.Mine();
        NextDay(watch);
    }

    private static void NextDay(FakeWatch watch)
    {
        watch.Chain.Wait(TimeSpan.FromDays(1));
        watch.Chain.Mine();
        watch.Chain.Mine();
        watch.Chain.Mine();
    }

    private BigInteger Seconds(ulong from, ulong to) => (BigInteger)_watch.Chain.At(to).Timestamp - _watch.Chain.At(from).Timestamp;

    private void NextDay() => NextDay(_watch);

    private static IReadOnlyList<string> Rows(FakeWatch watch) => watch.Ledger.Query<string>("SELECT amount || ' ' || coalesce(quarantine, '') FROM income WHERE orphaned_at IS NULL ORDER BY occurred_at, id");

    private IReadOnlyList<string> Rows() => Rows(_watch);

    private IReadOnlyList<(string Direction, string Assets)> Movements() =>
        _watch.Ledger.Query<(string, string)>("SELECT direction, assets FROM movement WHERE orphaned_at IS NULL AND log_index < 0 ORDER BY block_number");

    private IReadOnlyList<string> Alerts() => _watch.Ledger.Query<string>("SELECT message FROM alert WHERE closed_at IS NULL ORDER BY id");

    private void MustVerify() => Assert.Null(LedgerVerification.Run(_watch.Ledger.Ledger)[^1].Broken);
}
