using System.Globalization;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Reporting;
using ChainWatch.Support;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Reporting;

public sealed class SourceYieldsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Books _books = new();
    private int _moves;

    public void Dispose() => _books.Dispose();

    [Fact]
    public void Royalties_yield_on_what_they_cost()
    {
        _books.Pay(1, "2025-11-01", value: "1000");
        _books.Pay(1, "2026-06-01", value: "500");
        _books.Pay(1, "2026-12-20", value: "300");

        var yields = Read(Some.Source(name: Books.Source, category: "Synthetic media royalties") with { Cost = FiatAmount.Parse("USD", "10000") });

        // 300 / 10000 × 365 / 30 and × 365 / 90; 800 / 10000.
        Assert.Equal(["0.00", "36.50", "12.17", "8.00"], yields.Windows.Select(window => window.Percent));
        Assert.Equal(("cost", "15", "50"), (yields.Basis, yields.Expected!.Min, yields.Expected.Max));
    }

    [Fact]
    public void What_is_not_final_yet_does_not_count_yet()
    {
        _books.Pay(1, "2025-11-01", value: "1000");
        _books.Pay(1, "2026-12-20", value: "300");
        _books.Pay(1, "2026-12-30", block: 1001);

        var yields = Read(Some.Source(name: Books.Source) with { Cost = FiatAmount.Parse("USD", "10000") });

        Assert.Equal(["0.00", "36.50", "12.17", "3.00"], yields.Windows.Select(window => window.Percent));
    }

    [Fact]
    public void What_is_not_known_yields_no_figure_but_a_reason()
    {
        _books.Pay(1, "2026-12-01", value: "1000");
        _books.Pay(1, "2026-12-28", value: "none");

        Assert.All(Read(Some.Source(name: Books.Source)).Windows, window => Assert.Equal((null, "it holds nothing of yours: say what earns it cost, in Cost of the source"), (window.Percent, window.Reason)));

        var costly = Read(Some.Source(name: Books.Source) with { Cost = FiatAmount.Parse("USD", "10000") }).Windows;
        Assert.Equal("1 of its payments have no value in USD", costly[0].Reason);
        Assert.Equal("its payments do not go back that far", costly[2].Reason);
    }

    [Fact]
    public void A_vault_yields_by_its_own_price_at_the_end_when_it_was_asked()
    {
        var vault = Some.Source("erc4626-vault", name: Books.Source, category: "DeFi aggregators");
        Move("Deposit", 1000, 1000, Now.AddDays(-73));

        var silent = Read(vault);
        var asked = SourceYields.Read(_books.Ledger, Settings(vault), vault, Now, new Position("1000", Of(1000), Of(1020), Of(20), null));

        Assert.All(silent.Windows, window => Assert.Null(window.Percent));
        Assert.All(asked.Windows, window => Assert.Equal(("10.00", 73), (window.Percent, window.MeasuredDays)));
        Assert.Equal("18", asked.Expected!.Min);
    }

    [Fact]
    public void Staked_capital_yields_what_it_earned_in_its_own_token_and_accruals_earn_too()
    {
        var staking = Some.Source("staking-rewards", name: Books.Source);
        Move("Deposit", 1_000_000, 0, Now.AddDays(-365));
        var id = _books.Pay(80_000, "2026-06-01");
        Assert.Equal("8.00", Read(staking).Windows[3].Percent);

        // What accrued on 2026-06-01 was there for 214 of 365 days: 80000 / (1000000 + 80000 × 214 / 365).
        _books.Temp.Execute("UPDATE income SET stage = 'accrued' WHERE id = @id", new { id });
        Assert.Equal("7.64", Read(staking).Windows[3].Percent);

        _books.Pay(1, "2026-07-01", token: Token.Native);
        Assert.StartsWith("it pays in another token", Read(staking).Windows[3].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_balance_that_grows_by_itself_is_its_own_capital()
    {
        // 200 a day on 1,000,000, of which the owner takes 200 out each noon: on 999,900, that is 7.30 % a year, over every window.
        Stood(96, 1_000_000);
        for (var ago = 95; ago >= 1; ago--)
        {
            Move("Withdrawal", 200, 200, Now.AddDays(-ago).AddHours(12), Some.Coin);
            Accrue(200, Now.AddDays(1 - ago).AddSeconds(-1));
            Stood(ago, 1_000_000);
        }

        var yields = Read(Lending);

        Assert.Equal(("balance", "18", "28"), (yields.Basis, yields.Expected!.Min, yields.Expected.Max));
        Assert.All(yields.Windows, window => Assert.Equal(("7.30", Math.Min(window.Days, 95)), (window.Percent, window.MeasuredDays)));
    }

    [Fact]
    public void What_was_held_before_the_first_day_that_is_known_earns_too()
    {
        // 400 in two days, on 1,000,000 and then on 1,000,200.
        Stood(3, 1_000_000);
        Stood(2, 1_000_200);
        Stood(1, 1_000_400);
        Accrue(200, Now.AddDays(-1).AddSeconds(-1));
        Accrue(200, Now.AddSeconds(-1));

        Assert.All(Read(Lending).Windows, window => Assert.Equal(("7.30", 2), (window.Percent, window.MeasuredDays)));

        // A slashing of 800 on the second day: 400 less than nothing.
        _books.Temp.Execute("UPDATE income SET amount = '-600' WHERE id = 2; UPDATE accrual SET balance = '999600' WHERE day = '2026-12-31'");
        Assert.All(Read(Lending).Windows, window => Assert.Equal("-7.30", window.Percent));
    }

    [Fact]
    public void Whoever_takes_everything_out_leaves_no_capital()
    {
        // With 200 on 1,000,000 in a day and 100 in the half of another, that is 200 × 1.5 in 1.5 days and nothing since.
        Stood(12, 1_000_000);
        Stood(11, 1_000_200);
        Accrue(200, Now.AddDays(-10).AddSeconds(-1));
        Move("Withdrawal", 1_000_300, 1_000_300, Now.AddDays(-10).AddHours(12), Some.Coin);
        Accrue(100, Now.AddDays(-9).AddSeconds(-1));
        for (var ago = 10; ago >= 1; ago--)
        {
            Stood(ago, 0);
        }

        var windows = Read(Lending).Windows;

        Assert.Equal("nothing was held for a day", windows[0].Reason);
        Assert.Equal(("7.30", 1), (windows[1].Percent, windows[1].MeasuredDays));
    }

    [Fact]
    public void The_days_are_those_up_to_the_newest_that_is_booked()
    {
        Stood(33, 1_000_000);
        Stood(32, 1_000_200);
        Accrue(200, Now.AddDays(-31).AddSeconds(-1));

        var windows = Read(Lending).Windows;

        Assert.Equal([(null, "it is booked up to 2026-11-30 only"), (null, "it is booked up to 2026-11-30 only"), ("7.30", null), ("7.30", null)], windows.Select(window => (window.Percent, window.Reason)));
        _books.Temp.Execute("DELETE FROM accrual");
        Assert.All(Read(Lending).Windows, window => Assert.Equal("no day of it is booked yet", window.Reason));
    }

    [Fact]
    public void A_reward_in_another_token_counts_by_what_both_were_worth()
    {
        Stood(2, 1_000_000);
        Stood(1, 1_000_100);
        Accrue(100, Now.AddSeconds(-1), value: "1");
        _books.Pay(7, "2026-12-31", token: Token.Native);
        Assert.Equal("1 of its payments came in another token, and what they were worth is not known", Read(Lending).Windows[0].Reason);

        _books.Value(2, "1");

        Assert.Equal("7.30", Read(Lending).Windows[0].Percent);
    }

    [Fact]
    public void What_a_pool_credits_and_pays_later_is_earned_once()
    {
        _books.Pay(1, "2025-11-01", value: "1000");
        _books.Pay(1, "2026-06-01", value: "800");
        var credited = _books.Pay(1, "2026-05-01", value: "800");
        _books.Temp.Execute("UPDATE income SET stage = 'accrued' WHERE id = @credited", new { credited });

        var yields = Read(Some.Source("superfluid-pool", name: Books.Source) with { Cost = FiatAmount.Parse("USD", "10000") });

        Assert.Equal(("cost", "8.00"), (yields.Basis, yields.Windows[3].Percent));
    }

    [Fact]
    public void What_streams_in_is_no_yield_of_what_came_before()
    {
        Move("Withdrawal", 5, 5, Now.AddDays(-20));
        Move("Deposit", 50, 50, Now.AddDays(-300));
        _books.Pay(1, "2025-11-01", value: "1000");
        Accrue(100, Now.AddDays(-40), value: "900");

        var yields = Read(Some.Source("superfluid-stream", name: Books.Source) with { Cost = FiatAmount.Parse("USD", "10000") });

        Assert.Equal(("cost", "9.00"), (yields.Basis, yields.Windows[3].Percent));
    }

    private static SourceSettings Lending => Some.Source("aave-v3", name: Books.Source, contract: Some.Coin, category: "DeFi aggregators");

    private static Amount Of(int units) => Amount.Of(Books.Coin, "USDC", 6, units);

    private Settings Settings(SourceSettings source) => new(_books.Temp.Settings, [Some.ChainSettings()], [source]);

    private SourceYield Read(SourceSettings source) => Assert.Single(SourceYields.Read(_books.Ledger, Settings(source), Now));

    // The balance at the end of the day that began so many days ago.
    private void Stood(int ago, long balance) => _books.Temp.Execute(
        """
        INSERT INTO accrual_series (source_id, contract, beneficiary, token) VALUES (1, @Coin, @Owner, @Coin) ON CONFLICT DO NOTHING;
        INSERT INTO accrual (series_id, day, block_number, block_hash, balance, principal) VALUES (1, @day, 1, @Hash, @balance, '0');
        """,
        new { Some.Coin, Some.Owner, day = Now.AddDays(-ago).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Hash = Some.Hash(1), balance = balance.ToString(CultureInfo.InvariantCulture) });

    private void Accrue(long amount, DateTimeOffset at, string? value = null)
    {
        var id = _books.Pay(amount, value: value);
        _books.Temp.Execute("UPDATE income SET stage = 'accrued', occurred_at = @at WHERE id = @id", new { id, at });
    }

    private void Move(string direction, long assets, long shares, DateTimeOffset at, Address? contract = null) => _books.Temp.Execute(
        """
        INSERT INTO movement (source_id, contract, beneficiary, direction, chain_id, block_number, block_hash, log_index, part, transaction_hash, occurred_at, token, assets, shares)
        VALUES (1, @contract, @Owner, @direction, @ChainId, 1, @hash, @_moves, 0, @hash, @at, @Coin, @assets, @shares)
        """,
        new
        {
            contract = contract ?? Some.Contract, Some.Owner, direction, Books.ChainId, hash = Some.Hash(500 + _moves++), _moves, at, Books.Coin,
            assets = assets.ToString(CultureInfo.InvariantCulture), shares = shares.ToString(CultureInfo.InvariantCulture),
        });
}
