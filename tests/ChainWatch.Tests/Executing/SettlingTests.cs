using System.Numerics;
using ChainWatch.Proposing;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Executing;

/// <summary>Tax paid out of escrow closes the dues that it pays, and no others.</summary>
public sealed class SettlingTests : IDisposable
{
    private readonly TreasuryBooks _books = new();
    private readonly FakeSafe _escrow;

    public SettlingTests() => _escrow = _books.DeployEscrowSafe();

    public void Dispose() => _books.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_settlement_that_is_executed_closes_the_oldest_dues()
    {
        var ids = await EscrowAsync(1000, 2000);
        var proposal = await SettleAsync(500);
        Assert.Equal((Purpose.Settlement, TreasuryBooks.TaxEscrow, Some.Stranger), (proposal.Purpose, proposal.Transaction.Safe, proposal.Transfers.Single().Beneficiary));
        Assert.Equal("not-due", (await Assert.ThrowsAsync<ChainWatchException>(() => SettleAsync(101))).Code);

        Pay(proposal, 500);
        await _books.ReconcileAsync(TreasuryBooks.TaxEscrow);

        Assert.Equal((ProposalState.Executed, null), (_books.Proposals[^1].State, _books.Proposals[^1].Reason));
        Assert.Equal((200, 300), (_books.Books.Balance(ids[0]).Settled, _books.Books.Balance(ids[1]).Settled));
        Assert.Equal(100, _books.Ledger.Read(_books.Settling.ReadPayable)[Books.Coin]);
        Assert.Empty(_books.Alerts);
        _books.MustBeSound();
    }

    [Fact]
    public async Task What_really_left_is_what_closes_dues()
    {
        var ids = await EscrowAsync(1000);
        Pay(await SettleAsync(200), 150);
        await _books.ReconcileAsync(TreasuryBooks.TaxEscrow);
        Assert.Equal((150, "50 base units less than proposed left"), (_books.Books.Balance(ids[0]).Settled, _books.Proposals[^1].Reason));
        Assert.Single(_books.Alerts);
    }

    [Fact]
    public async Task What_is_credit_is_not_paid_to_the_authority()
    {
        var ids = await EscrowAsync(1000);
        _books.Books.Orphan(ids[0]);
        _books.Pass();
        Assert.Empty(_books.Ledger.Read(_books.Settling.ReadPayable));
    }

    [Fact]
    public async Task An_escrow_that_changed_is_not_paid_out_of()
    {
        await EscrowAsync(1000);
        await SettleAsync(100);
        _escrow.Threshold = 1;
        Assert.Equal("changed", (await Assert.ThrowsAsync<ChainWatchException>(() => SettleAsync(50))).Code);
    }

    [Fact]
    public async Task What_arrives_in_the_block_of_a_settlement_is_counted_whole()
    {
        await EscrowAsync(1000);
        var settlement = await SettleAsync(200);
        var draft = await _books.DraftAsync(2000);
        var paid = Some.Hash(71);
        _books.Chain.Mine(
            Emitted.Transfer(200, from: TreasuryBooks.TaxEscrow, to: Some.Stranger, by: Some.Coin) with { TransactionHash = paid },
            _escrow.Executed(settlement.Hash) with { TransactionHash = paid },
            Emitted.Transfer(400, from: _books.Safe.Address, to: TreasuryBooks.TaxEscrow, by: Some.Coin),
            _books.Safe.Executed(draft.Hash));
        _books.FinalToHead();
        await _books.ReconcileAllAsync(TreasuryBooks.TaxEscrow, _books.Safe.Address);
        Assert.Equal((ProposalState.Executed, 600), (_books.StateOf(draft.Id), _books.Escrowed));
        Assert.Empty(_books.Alerts);
        _books.MustBeSound();
    }

    private async Task<long[]> EscrowAsync(params int[] payments)
    {
        long[] ids = [.. payments.Select(amount => _books.Pay(amount))];
        await _books.ProposeAsync();
        _books.Execute(_books.Proposals[0].Hash, _books.Proposals[0].Transfers.Single().Amount);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        return ids;
    }

    private async Task<Proposal> SettleAsync(BigInteger amount)
    {
        var id = await _books.Settling.DraftAsync(Books.Coin, amount, Some.Stranger, Cancellation);
        return _books.Proposals.Single(proposal => proposal.Id == id);
    }

    private void Pay(Proposal settlement, BigInteger leaves)
    {
        var transaction = Some.Hash(70);
        _books.Chain.Mine(
            Emitted.Transfer(leaves, from: TreasuryBooks.TaxEscrow, to: Some.Stranger, by: Some.Coin) with { TransactionHash = transaction },
            _escrow.Executed(settlement.Hash) with { TransactionHash = transaction });
        _books.FinalToHead();
    }
}
