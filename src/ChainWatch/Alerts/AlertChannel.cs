using ChainWatch.Storage;

namespace ChainWatch.Alerts;

/// <summary>
/// Tells a channel, once each, that an alert was opened, acknowledged or closed. It is told again only where nobody knows
/// whether it heard: the worker ended between its answer and the note of it. Failing here stops nothing else.
/// </summary>
public sealed class AlertChannel(Webhook webhook, Ledger ledger, TimeProvider clock)
{
    private const int MostDoublings = 8;

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(15);

    private int _failures;
    private TimeSpan _rest;
    private long _restedSince;

    /// <summary>Tells the channel what it does not know yet; nothing while it rests after a failure.</summary>
    /// <exception cref="ChainWatchException">It could not be told; it is tried again after a rest that doubles each time.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // By the clock that only goes forward: a jump of the other one must not silence the channel.
        if (_rest > TimeSpan.Zero && clock.GetElapsedTime(_restedSince) < _rest)
        {
            return;
        }

        DeliveryBook.Enter(ledger, webhook.Name, clock.GetUtcNow());
        foreach (var notice in DeliveryBook.Pending(ledger, webhook.Name))
        {
            if (await webhook.PostAsync(notice, cancellation) is var (what, asked))
            {
                throw Rest(what, asked);
            }

            DeliveryBook.Note(ledger, webhook.Name, notice, clock.GetUtcNow());
            (_failures, _rest) = (0, TimeSpan.Zero);
        }
    }

    private ChainWatchException Rest(string what, TimeSpan? asked)
    {
        var rest = FirstRest * (1 << Math.Min(_failures++, MostDoublings));
        rest = asked > rest ? asked.Value : rest;
        _rest = rest < LongestRest ? rest : LongestRest;
        _restedSince = clock.GetTimestamp();
        return new ChainWatchException(
            Refusal.Unreachable,
            "alert-not-told",
            $"Alerts: {webhook.Name}: {what}; the alerts stand in chainwatch alerts.",
            "Correct Url or mend the receiver; it is tried again, at the latest every 15 minutes, and told what it missed.");
    }
}
