using System.Numerics;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>A balance under watch that grows with no event. The first day is 2026-01-01.</summary>
internal sealed class AccruingWatch : IDisposable
{
    /// <summary>All that a pass writes.</summary>
    public static readonly string[] Tables = ["accrual_series", "accrual", "income", "movement", "token", "alert"];

    public AccruingWatch() => Stand();

    public FakeWatch Watch { get; } = new() { Sources = [Some.Source("lido")], ChainSettings = Some.ChainSettings(confirmations: 2, maxReorgDepth: 100) };

    public FakeChain Chain => Watch.Chain;

    /// <summary>The balance from each of these blocks on; nothing before.</summary>
    public void Stand(params (ulong Block, BigInteger Balance)[] balances) =>
        Chain.DeployGrowing(Some.Contract, block => balances.LastOrDefault(stood => stood.Block <= block).Balance);

    /// <summary>Supplied 100 on the first day; grown by 3 and halved on the second; the third has begun.</summary>
    public void ThreeDays()
    {
        Stand((1, 100), (2, 103), (3, 53));
        Chain.Mine(Emitted.Transfer(100, from: Some.Stranger));
        Chain.Wait(TimeSpan.FromDays(1));
        Chain.Mine();
        Chain.Mine(Emitted.Transfer(50, from: Some.Owner, to: Some.Stranger));
        NextDay();
    }

    /// <summary>One block a day: 100 more by nobody on the first, one more on each other.</summary>
    public void FiveDays()
    {
        Stand((1, 103), (2, 104), (3, 105), (4, 106), (5, 107));
        for (var day = 1; day <= 4; day++)
        {
            Chain.Mine();
            Chain.Wait(TimeSpan.FromDays(1));
        }

        BeginDay();
    }

    /// <summary>A day later, with as many blocks as make it sure.</summary>
    public void NextDay()
    {
        Chain.Wait(TimeSpan.FromDays(1));
        BeginDay();
    }

    /// <summary>What stands: its day of the year, its amount, its stage, its log.</summary>
    public IReadOnlyList<(long Day, string Amount, string Stage, int LogIndex)> Rows() => [.. Watch.Ledger
        .Query<(long Day, string Amount, string Stage, long LogIndex)>(
            "SELECT (occurred_at - 1767225600) / 86400 + 1, amount, stage, log_index FROM income WHERE orphaned_at IS NULL ORDER BY occurred_at, id")
        .Select(row => (row.Day, row.Amount, row.Stage, (int)row.LogIndex))];

    public IReadOnlyList<string> Alerts() => Watch.Ledger.Query<string>("SELECT message FROM alert WHERE closed_at IS NULL ORDER BY id");

    public void Dispose() => Watch.Dispose();

    private void BeginDay()
    {
        Chain.Mine();
        Chain.Mine();
        Chain.Mine();
    }
}
