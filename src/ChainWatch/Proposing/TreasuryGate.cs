using System.Data.Common;
using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using ChainWatch.Storage;

namespace ChainWatch.Proposing;

/// <summary>Whether anything may be drafted to a treasury, and in which tokens; a person is told why not.</summary>
internal sealed class TreasuryGate(ulong chainId, Ledger ledger, EscrowSettings escrow, TreasuryAlerts alerts, TimeProvider clock)
{
    /// <summary>Those of <paramref name="wanted"/> that may be drafted.</summary>
    /// <param name="condition">What the treasury is now.</param>
    /// <param name="treasury">The treasury's dues. What waits in open proposals is at stake as well: a large due must not pass in small parts.</param>
    /// <param name="wanted">What would be drafted.</param>
    public IReadOnlyList<OutstandingDues> Pass(PayerCondition condition, WantedDues treasury, IReadOnlyList<OutstandingDues> wanted)
    {
        var atStake = ledger.Read(treasury.ReadAll);
        var now = clock.GetUtcNow();
        IReadOnlyList<OutstandingDues> passed = [];
        ledger.Write(connection =>
        {
            var refusal = Refuse(connection, condition, atStake, now);
            Say(connection, alerts.AccountKey, refusal, now);
            passed = refusal is null ? [.. wanted.Where(dues => !MayBeTooMuch(condition, dues, atStake))] : [];
            SayWithoutValue(connection, [.. wanted.Where(dues => refusal is null && MayBeTooMuch(condition, dues, atStake))], now);
        });
        return passed;
    }

    private Alert? Refuse(DbConnection connection, PayerCondition condition, IReadOnlyList<OutstandingDues> atStake, DateTimeOffset now)
    {
        if (condition.Safe is { } safe && !InspectionBook.Note(connection, chainId, alerts.Treasury, safe, now))
        {
            return alerts.Changed(safe);
        }

        var currency = escrow.MultisigAbove.Currency;
        var stake = new FiatAmount(currency, atStake.Aggregate(BigInteger.Zero, (sum, dues) => sum + dues.ValueIn(currency).Units));
        return condition.IsSingleKey && stake > escrow.MultisigAbove ? alerts.SingleKey(stake) : null;
    }

    // Nobody knows what it is worth: it may be more than one key alone may move.
    private bool MayBeTooMuch(PayerCondition condition, OutstandingDues dues, IReadOnlyList<OutstandingDues> atStake) =>
        condition.IsSingleKey && atStake.Any(all => all.Token == dues.Token && all.WithoutValueIn(escrow.MultisigAbove.Currency) > 0);

    private void SayWithoutValue(DbConnection connection, IReadOnlyList<OutstandingDues> refused, DateTimeOffset now)
    {
        foreach (var key in AlertBook.OpenKeys(connection, alerts.WithoutValuePrefix).Except(refused.Select(dues => alerts.WithoutValueKey(dues.Token))))
        {
            AlertBook.Close(connection, key, now);
        }

        foreach (var dues in refused)
        {
            AlertBook.Raise(connection, alerts.WithoutValue(dues.Token), now);
        }
    }

    private static void Say(DbConnection connection, string key, Alert? alert, DateTimeOffset now)
    {
        if (alert is null)
        {
            AlertBook.Close(connection, key, now);
        }
        else
        {
            AlertBook.Raise(connection, alert, now);
        }
    }
}
