using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Storage;
using ChainWatch.Watching;

namespace ChainWatch;

/// <summary>
/// Books what grows with no event: for each source that accrues and each UTC day that is over in final blocks, the balance
/// at the day's last block, and one row of what it grew since the day before. A day is one transaction, so a pass that
/// ends anywhere is finished by the next one.
/// </summary>
/// <remarks>
/// Where no endpoint has the state of a day's last block any more, the day is booked with those after it, at the first block
/// that can be read. Only what came before the first balance that could be read is never booked; an alert says so.
/// </remarks>
public sealed class AccrualPass(Chain chain, Ledger ledger, IReadOnlyList<WatchedSource> sources, TimeProvider clock)
{
    private ulong ChainId => chain.Settings.ChainId;

    // A balance is what an endpoint says: the block that it stands at is checked, the figure cannot be.
    private Proof Proof => chain.Settings.Verify == Verify.None ? Proof.None : Proof.Unverified;

    /// <summary>Books every day that is over. A source whose balance cannot be read keeps no other waiting.</summary>
    /// <exception cref="RpcException">The endpoint failed and went on failing.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var days = new DayEnds(chain);
        foreach (var source in sources)
        {
            if (source.Recognizer is IAccruing accruing)
            {
                await AccrueAsync(source, accruing, days, cancellation);
            }
        }
    }

    private async Task AccrueAsync(WatchedSource source, IAccruing accruing, DayEnds days, CancellationToken cancellation)
    {
        var key = KeyOf("accrual-unread", source);
        try
        {
            var book = new AccrualBook(ChainId, source, accruing);
            if (ledger.Read(book.Settled) is { } settled && settled + 1 >= source.Settings.FromBlock)
            {
                await CatchUpAsync(source, accruing, book, days, settled, cancellation);
            }

            AlertBook.Close(ledger, key, clock.GetUtcNow());
        }
        catch (Exception unreadable) when (unreadable is AbiException or RpcException { Failure: not RpcFailure.Retry } or ChainWatchException { Code: "conflict" })
        {
            AlertBook.Raise(
                ledger,
                new Alert(
                    key,
                    Severity.Warning,
                    source.Settings.Name,
                    $"What accrues to {source.Settings.Name} is not booked: {unreadable.Message.TrimEnd('.')}.",
                    "Use an endpoint that keeps the state of the last days at least (an archive node), and check Contract: chainwatch check"),
                clock.GetUtcNow());
        }
    }

    private async Task CatchUpAsync(WatchedSource source, IAccruing accruing, AccrualBook book, DayEnds days, ulong settled, CancellationToken cancellation)
    {
        var last = ledger.Read(book.Last);
        if (last is not null && last.Block >= settled)
        {
            return;
        }

        var newest = await days.HeaderAsync(settled, cancellation);
        var reading = new AccrualReading(chain, accruing, days, newest);
        var streams = accruing is IStreamed flowing ? new StreamReading(chain, flowing) : null;
        TokenDescription? token = null;
        while ((last is null ? await reading.BeginAsync(source.Settings.FromBlock, cancellation) : await reading.NextAsync(last, cancellation)) is { } read)
        {
            token ??= await new TokenBook(ledger, chain).DescribeAsync(accruing.Accrues, read.Point.Block, read.Point.Hash, cancellation);
            var previous = last;
            var streamed = streams is null || previous is null ? null : await streams.BetweenAsync(previous, read.Point, cancellation);
            var entered = false;
            ledger.Write(connection =>
            {
                entered = book.Enter(connection, previous, read.Point, read.At, token, streamed, read.Gap, Proof);
                if (entered && (token.Doubt is not null || streamed is not null))
                {
                    QuarantineAlerts.Tell(connection, ChainId, [source.Id], clock.GetUtcNow());
                }

                if (entered && streamed is { Income.IsZero: false } && !book.HasRowAt(connection, read.Point))
                {
                    AlertBook.Raise(connection, NotInTheBalance(source, streamed, read.Point), clock.GetUtcNow());
                }

                if (entered && previous is null && read.Gap is { } missing)
                {
                    AlertBook.Raise(connection, NotFromTheBeginning(source, missing), clock.GetUtcNow());
                }
            });
            if (!entered)
            {
                return;
            }

            last = read.Point;
        }
    }

    private Alert NotFromTheBeginning(WatchedSource source, string missing) => new(
        KeyOf("accrual-start", source),
        Severity.Warning,
        source.Settings.Name,
        $"What accrued to {source.Settings.Name} is not booked from its first block on: {missing}.",
        "Enter what accrued before by hand, or give an archive node and the source another name.");

    // Income of nothing is no row, so there is none to be quarantined.
    private Alert NotInTheBalance(WatchedSource source, Streamed streamed, AccrualPoint at) => new(
        KeyOf("accrual-unexplained", source),
        Severity.Warning,
        source.Settings.Name,
        $"Streams brought {streamed.Income} base units to {source.Settings.Name} up to block {at.Block}, and the balance grew by nothing: nothing is booked.",
        "Look for what took as much out of the wallet without a Transfer, and enter it by hand.");

    private string KeyOf(string topic, WatchedSource source) => $"{topic}:{ChainId}:{source.Settings.Name}";
}
