using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;

namespace ChainWatch.Tests.Executing;

/// <summary>How far the chain says that a proposal has come.</summary>
public sealed class ReconciliationTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public void Dispose() => _books.Dispose();

    [Theory]
    [InlineData(ProposalState.Draft)]
    [InlineData(ProposalState.Proposed)]
    [InlineData(ProposalState.Ready)]
    public async Task Executed_is_what_the_Safe_says_in_a_final_block_and_not_before(ProposalState before)
    {
        var draft = await _books.DraftAsync(1000);
        if (before != ProposalState.Draft)
        {
            _books.Move(draft, before);
        }

        var block = _books.Execute(draft.Transaction.SafeTxHash, arrives: 200);
        _books.FinalTo(block.Number - 1);
        await _books.ReconcileAsync();
        Assert.Equal((before, BigInteger.Zero), (_books.Proposals.Single().State, _books.Escrowed));

        _books.FinalTo(block.Number);
        await _books.ReconcileAsync();

        var executed = _books.Proposals.Single();
        Assert.Equal((ProposalState.Executed, null), (executed.State, executed.Reason));
        Assert.Equal(_books.Chain.AllLogs.Last().TransactionHash, executed.ExecutedIn);
        Assert.Equal((200, 0), (_books.Escrowed, _books.Books.Balance(1).Outstanding));
        Assert.Empty(_books.Alerts);
        _books.MustBeSound();
    }

    [Fact]
    public async Task Coins_that_arrive_are_told_by_the_escrows_balance()
    {
        _books.Pay(1000, token: Token.Native);
        await _books.ProposeAsync();
        var block = _books.Chain.Mine(_books.Safe.Executed(_books.Proposals.Single().Transaction.SafeTxHash));
        _books.Chain.Hold(TreasuryBooks.TaxEscrow, number => number >= block.Number ? 7200 : 7000);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Executed, 200), (_books.Proposals.Single().State, _books.Escrowed));
    }

    [Fact]
    public async Task A_failure_sets_nothing_aside_and_its_dues_are_proposed_anew()
    {
        var draft = await _books.DraftAsync(1000);
        _books.Execute(draft.Transaction.SafeTxHash, arrives: 0, succeeded: false);
        _books.FinalToHead();

        Assert.Equal(1, await _books.ReconcileAndProposeAsync());

        var failed = _books.Proposals[0];
        Assert.Equal((ProposalState.Failed, "the Safe executed it and what it called failed"), (failed.State, failed.Reason));
        Assert.NotNull(failed.ExecutedIn);
        Assert.Equal((1, 200), (_books.Proposals[1].Transaction.Nonce, _books.Proposals[1].Transfers.Single().Amount));
        Assert.Equal(0, _books.Escrowed);
    }

    [Fact]
    public async Task A_foreign_transaction_with_the_nonce_supersedes_and_the_dues_are_proposed_anew()
    {
        var (first, second) = (await _books.DraftAsync(1000), await _books.DraftAsync(500));
        _books.Execute(Some.Hash(99), arrives: 0);
        await _books.ReconcileAsync();
        Assert.Equal(ProposalState.Draft, _books.Proposals[0].State);

        _books.FinalToHead();
        Assert.Equal(1, await _books.ReconcileAndProposeAsync());

        Assert.Equal([ProposalState.Superseded, ProposalState.Draft, ProposalState.Draft], _books.Proposals.Select(proposal => proposal.State));
        Assert.Equal("another transaction of the Safe used nonce 0; its dues are proposed anew", _books.Proposals[0].Reason);
        Assert.Equal((2, first.Transfers.Single()), (_books.Proposals[2].Transaction.Nonce, _books.Proposals[2].Transfers.Single()));
        Assert.Equal(second.Transaction.SafeTxHash, _books.Proposals[1].Transaction.SafeTxHash);
    }

    [Fact]
    public async Task When_less_arrives_that_much_is_set_aside_and_somebody_is_told()
    {
        var draft = await _books.DraftAsync(1000);
        _books.Execute(draft.Transaction.SafeTxHash, arrives: 150);
        _books.FinalToHead();
        await _books.ReconcileAsync();

        Assert.Equal((ProposalState.Executed, "50 base units less than proposed arrived"), (_books.Proposals.Single().State, _books.Proposals.Single().Reason));
        Assert.Equal((150, 50), (_books.Escrowed, _books.Books.Balance(1).Outstanding));
        Assert.Equal("Proposal 1 was executed, but 50 base units less than proposed arrived.", Assert.Single(_books.Alerts).Message);
        _books.MustBeSound();

        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Equal(50, _books.Proposals[1].Transfers.Single().Amount);
    }

    [Fact]
    public async Task When_nothing_arrives_nothing_is_set_aside()
    {
        var draft = await _books.DraftAsync(1000);
        _books.Execute(draft.Transaction.SafeTxHash, arrives: 0);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Executed, 0, 200), (_books.Proposals.Single().State, (int)_books.Escrowed, (int)_books.Books.Balance(1).Outstanding));
        Assert.Single(_books.Alerts);
    }

    [Fact]
    public async Task What_somebody_else_sends_to_the_escrow_at_the_same_time_is_not_counted()
    {
        var draft = await _books.DraftAsync(1000);
        _books.Chain.Mine(
            Emitted.Transfer(5000, to: TreasuryBooks.TaxEscrow, by: Some.Coin),
            Emitted.Transfer(200, from: _books.Safe.Address, to: TreasuryBooks.TaxEscrow, by: Some.Coin),
            _books.Safe.Executed(draft.Transaction.SafeTxHash));
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal(200, _books.Escrowed);
    }

    [Fact]
    public async Task Two_proposals_in_one_block_share_what_arrived_in_it()
    {
        var (first, second) = (await _books.DraftAsync(1000), await _books.DraftAsync(1000));
        _books.Chain.Mine(
            Emitted.Transfer(150, from: _books.Safe.Address, to: TreasuryBooks.TaxEscrow, by: Some.Coin),
            _books.Safe.Executed(first.Transaction.SafeTxHash),
            Emitted.Transfer(150, from: _books.Safe.Address, to: TreasuryBooks.TaxEscrow, by: Some.Coin),
            _books.Safe.Executed(second.Transaction.SafeTxHash));
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal(300, _books.Escrowed);
        _books.MustBeSound();
    }

    [Fact]
    public async Task A_transfer_is_divided_over_its_dues_and_the_parts_sum_to_what_arrived()
    {
        var ids = new[] { _books.Pay(1000), _books.Pay(333), _books.Pay(1) };
        await _books.ProposeAsync();
        var transfer = _books.Proposals.Single().Transfers.Single();
        _books.Execute(_books.Proposals.Single().Transaction.SafeTxHash, transfer.Amount);
        _books.FinalToHead();
        await _books.ReconcileAsync();

        Assert.Equal(transfer.Amount, _books.Escrowed);
        Assert.All(ids, id => Assert.Equal(_books.Books.Balance(id).Due, _books.Books.Balance(id).Escrowed));
        _books.MustBeSound();
    }

    [Fact]
    public async Task An_income_that_a_reorg_takes_back_after_its_transfer_leaves_a_credit()
    {
        var draft = await _books.DraftAsync(1000);
        _books.Books.Orphan(1);
        _books.Pass();
        _books.Execute(draft.Transaction.SafeTxHash, arrives: 200);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal((200, 200), (_books.Escrowed, _books.Books.Balance(1).Credit));
        _books.MustBeSound();

        var next = _books.Pay(1500);
        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Equal((100, 200), (_books.Proposals[1].Transfers.Single().Amount, _books.Books.Balance(next).Escrowed));
        _books.MustBeSound();
    }
}
