using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using ChainWatch.Taxing;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Splitting;

public sealed class DueLedgerTests : IDisposable
{
    private static readonly TaxSettings Estonia = Books.Taxes("{ 'Residency': 'EE' }");

    private readonly Books _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public void An_orphaned_payment_reverses_its_due_and_a_returning_one_restores_it()
    {
        var id = _books.Pay(1000);
        _books.Pass(Estonia);
        _books.Orphan(id);
        _books.Pass(Estonia);
        _books.Pass(Estonia);
        Assert.Equal(0, _books.Balance(id).Due);

        _books.Return(id);
        _books.Pass(Estonia);
        _books.Pass(Estonia);

        Assert.Equal(200, _books.Balance(id).Due);
        Assert.Equal(["assessed 200", "reversed -200", "restored 200"], _books.Temp.Query<string>("SELECT kind || ' ' || amount FROM due_entry ORDER BY sequence"));
    }

    [Fact]
    public void A_payment_that_was_orphaned_before_the_split_is_entered_when_it_returns()
    {
        var id = _books.Pay(1000);
        new Assessor(_books.Ledger, Estonia).Run(_books.Clock.GetUtcNow());
        _books.Orphan(id);
        _books.Pass(Estonia);
        Assert.Empty(_books.Temp.Query<string>("SELECT kind FROM due_entry"));

        _books.Return(id);
        _books.Pass(Estonia);
        Assert.Equal(["assessed"], _books.Temp.Query<string>("SELECT kind FROM due_entry"));
    }

    [Fact]
    public void What_is_outstanding_is_told_by_token_with_the_oldest_income_first()
    {
        var (late, early) = (_books.Pay(1000, "2026-03-01", value: "10"), _books.Pay(500, "2026-02-01"));
        var ether = _books.Pay(BigInteger.Pow(10, 18), token: Token.Native, value: "3000");
        _books.Pass(Estonia);

        var told = _books.Ledger.Read(DueLedger.ReadOutstanding);

        Assert.Equal([Token.Native, Books.Coin], told.Select(token => token.Token));
        Assert.Equal([ether], told[0].Dues.Select(due => due.IncomeId));
        Assert.Equal(FiatAmount.Parse("USD", "600"), told[0].ValueIn("USD"));
        Assert.Equal([(early, (BigInteger)100), (late, 200)], told[1].Dues.Select(due => (due.IncomeId, due.Amount)));
        Assert.Equal((BigInteger)300, told[1].Total);
        Assert.Equal(FiatAmount.Parse("USD", "2"), told[1].ValueIn("USD"));
        Assert.Equal(1, told[1].WithoutValueIn("USD"));
    }

    [Fact]
    public void A_transfer_is_entered_once_for_what_it_was_proposed_for()
    {
        var (first, second) = (_books.Pay(1000, "2026-02-01"), _books.Pay(1000, "2026-02-02"));
        _books.Pass(Estonia);

        for (var i = 0; i < 2; i++)
        {
            Escrow(230, "0xaa", 7, new DuePart(second, 200), new DuePart(first, 30));
        }

        Assert.Equal((30, 200), (_books.Balance(first).Escrowed, _books.Balance(second).Escrowed));
        var conflict = Assert.Throws<ChainWatchException>(() => Escrow(231, "0xaa", 7));
        Assert.Contains("0xaa is entered as having moved 230 base units", conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_proposal_the_oldest_dues_are_served_first_and_the_rest_is_credit()
    {
        var (first, second) = (_books.Pay(1000, "2026-02-01"), _books.Pay(1000, "2026-02-02"));
        _books.Pass(Estonia);

        Escrow(300, "0xaa", null);
        Assert.Equal((200, 100), (_books.Balance(first).Escrowed, _books.Balance(second).Escrowed));

        Escrow(150, "0xbb", null);
        Assert.Equal((BigInteger)50, _books.Ledger.Read(DueLedger.ReadBalances).Single(balance => balance.IncomeId is null).Credit);

        var third = _books.Pay(1000, "2026-02-03");
        _books.Pass(Estonia);
        Assert.Equal((BigInteger)50, UseCredit());
        Assert.Equal((BigInteger)150, _books.Balance(third).Outstanding);
    }

    [Fact]
    public void What_was_escrowed_for_an_orphaned_payment_is_credit_for_the_next_but_not_for_a_reserved_one()
    {
        var (gone, reserved, next) = (_books.Pay(1000, "2026-02-01"), _books.Pay(1000, "2026-02-02"), _books.Pay(500, "2026-02-03"));
        _books.Pass(Estonia);
        Escrow(200, "0xaa", 1, new DuePart(gone, 200));
        _books.Orphan(gone);
        _books.Pass(Estonia);
        Assert.Equal(200, _books.Balance(gone).Credit);

        Assert.Equal((BigInteger)100, UseCredit(reserved));
        Assert.Equal((BigInteger)0, UseCredit(reserved));

        Assert.Equal((100, 0, 100), (_books.Balance(gone).Credit, _books.Balance(reserved).Escrowed, _books.Balance(next).Escrowed));
        Assert.Equal((BigInteger)200, Escrowed());

        _books.Return(gone);
        _books.Pass(Estonia);
        Assert.Equal(100, _books.Balance(gone).Outstanding);
    }

    [Fact]
    public void An_execution_that_a_reorg_took_back_is_taken_back_wherever_its_credit_went()
    {
        var (gone, next) = (_books.Pay(1000, "2026-02-01"), _books.Pay(1000, "2026-02-02"));
        _books.Pass(Estonia);
        Escrow(200, "0xaa", 1, new DuePart(gone, 200));
        _books.Orphan(gone);
        _books.Pass(Estonia);
        UseCredit();

        for (var i = 0; i < 2; i++)
        {
            _books.Ledger.Write(connection => DueLedger.TakeBackEscrowed(connection, Books.ChainId, Books.Coin, "0xaa", 1, _books.Clock.GetUtcNow()));
        }

        Assert.Equal((0, 0), (_books.Balance(gone).Escrowed, _books.Balance(next).Escrowed));
        Escrow(200, "0xaa", 1, new DuePart(gone, 200));
        Assert.Equal((BigInteger)200, Escrowed());
    }

    [Fact]
    public void A_settlement_closes_what_is_escrowed_oldest_first()
    {
        var (first, second) = (_books.Pay(1000, "2026-02-01"), _books.Pay(1000, "2026-02-02"));
        _books.Pass(Estonia);
        Escrow(300, "0xaa", null);

        for (var i = 0; i < 2; i++)
        {
            _books.Ledger.Write(connection => DueLedger.RecordSettled(connection, Books.ChainId, Books.Coin, 250, "0xcc", 2, _books.Clock.GetUtcNow()));
        }

        Assert.Equal((200, 50), (_books.Balance(first).Settled, _books.Balance(second).Settled));
        Assert.Equal(100, _books.Balance(second).Outstanding);
    }

    private void Escrow(int amount, string execution, long? proposal, params DuePart[] proposedFor) => _books.Ledger.Write(connection =>
        DueLedger.RecordEscrowed(connection, Books.ChainId, Books.Coin, amount, execution, proposal, _books.Clock.GetUtcNow(), proposedFor));

    private BigInteger UseCredit(params long[] reserved)
    {
        var used = BigInteger.Zero;
        _books.Ledger.Write(connection => used = DueLedger.UseCredit(connection, Books.ChainId, Books.Coin, reserved.ToHashSet(), _books.Clock.GetUtcNow()));
        return used;
    }

    private BigInteger Escrowed() => _books.Ledger.Read(DueLedger.ReadBalances).Aggregate(BigInteger.Zero, (sum, balance) => sum + balance.Escrowed);
}
