using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Signing;
using ChainWatch.Splitting;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;

namespace ChainWatch.Tests.Executing;

/// <summary>One execution sets several tokens aside, and each is counted by what arrived of it.</summary>
public sealed class BatchReconciliationTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public BatchReconciliationTests()
    {
        _books.DeployBatchContract();
        TreasuryBooks.Own(_books.Safe, 1, 2, 3);
    }

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task Every_token_is_escrowed_when_the_execution_is_final_and_not_before()
    {
        var batch = await BatchAsync();
        var block = _books.ExecuteBatch(batch.Hash, coin: 301, native: 1000);
        _books.FinalTo(block.Number - 1);
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Draft, 0), (_books.StateOf(1), (int)_books.Escrowed));

        _books.FinalTo(block.Number);
        await _books.ReconcileAsync();

        Assert.Equal((ProposalState.Executed, null), (_books.StateOf(1), _books.Proposals[0].Reason));
        Assert.Equal([200, 1000, 101], Balances(balance => balance.Escrowed));
        Assert.Equal([0, 0, 0], Balances(balance => balance.Outstanding));
        Assert.Empty(_books.Alerts);
        _books.MustBeSound();
        Assert.Equal(0, await _books.ReconcileAndProposeAsync());
    }

    [Fact]
    public async Task What_did_not_arrive_of_one_token_stays_due_and_the_others_count()
    {
        var batch = await BatchAsync();
        _books.ExecuteBatch(batch.Hash, coin: 0, native: 999);
        _books.FinalToHead();
        await _books.ReconcileAsync();

        Assert.Equal((ProposalState.Executed, $"1 base units of native less than proposed arrived; 301 base units of {Some.Coin} less than proposed arrived"), (_books.StateOf(1), _books.Proposals[0].Reason));
        Assert.Equal([0, 999, 0], Balances(balance => balance.Escrowed));
        Assert.Equal([200, 1, 101], Balances(balance => balance.Outstanding));
        Assert.Single(_books.Alerts);
        _books.MustBeSound();
        await _books.ProposeAsync(new Selection(Small: true));
        Assert.Equal([(1, 1), (2, 301)], _books.Proposals.Skip(1).Select(proposal => ((int)proposal.Transaction.Nonce, (int)proposal.Transfers.Single().Amount)));
    }

    [Fact]
    public async Task A_failure_or_a_foreign_transaction_frees_the_dues_of_every_part()
    {
        var batch = await BatchAsync();
        _books.Execute(batch.Hash, arrives: 0, succeeded: false);
        _books.FinalToHead();
        Assert.Equal(2, await _books.ReconcileAndProposeAsync());
        Assert.Equal(ProposalState.Failed, _books.StateOf(1));
        await _books.RejectAsync(2);
        await _books.RejectAsync(3);

        var again = await _books.BatchAsync();
        _books.Execute(Some.Hash(99), arrives: 0);
        _books.FinalToHead();
        Assert.Equal(2, await _books.ReconcileAndProposeAsync());
        Assert.Equal(ProposalState.Superseded, _books.StateOf(again!.Value));
        Assert.Equal([0, 0, 0], Balances(balance => balance.Escrowed));
        _books.MustBeSound();
    }

    [Fact]
    public async Task The_owners_reject_every_part_and_the_dues_are_held_back()
    {
        var batch = await BatchAsync();
        await _books.SignAsync(batch.Id, key: 1);
        var rejection = await _books.RejectAsync(batch.Id);
        _books.Execute(_books.Proposals.Single(proposal => proposal.Id == rejection).Hash, arrives: 0);
        _books.FinalToHead();
        Assert.Equal(0, await _books.ReconcileAndProposeAsync());
        Assert.Equal((ProposalState.Rejected, ProposalState.Executed), (_books.StateOf(batch.Id), _books.StateOf(rejection)));
        Assert.NotNull(await _books.BatchAsync());
        _books.MustBeSound();
    }

    [Fact]
    public async Task A_batch_that_was_rejected_unsigned_and_executed_all_the_same_is_counted()
    {
        var batch = await BatchAsync();
        await _books.RejectAsync(batch.Id);
        _books.ExecuteBatch(batch.Hash, coin: 301, native: 1000);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Executed, 1301), (_books.StateOf(batch.Id), (int)_books.Escrowed));
        _books.MustBeSound();
    }

    [Fact]
    public async Task An_execution_that_a_reorg_takes_back_before_it_is_final_changes_no_part()
    {
        var batch = await BatchAsync();
        var before = _books.Chain.Head.Number;
        _books.ExecuteBatch(batch.Hash, coin: 301, native: 1000);
        _books.Chain.ReorgTo(before);
        _books.FinalTo(before + 3);
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Draft, 0), (_books.StateOf(1), (int)_books.Escrowed));

        _books.ExecuteBatch(batch.Hash, coin: 301, native: 1000);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal([200, 1000, 101], Balances(balance => balance.Escrowed));
        _books.MustBeSound();
    }

    [Fact]
    public async Task An_income_of_a_batch_that_a_reorg_takes_back_leaves_a_credit_of_its_own_token()
    {
        var batch = await BatchAsync();
        _books.Books.Orphan(2);
        _books.Pass();
        _books.ExecuteBatch(batch.Hash, coin: 301, native: 1000);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal([0, 1000, 0], Balances(balance => balance.Credit));
        _books.MustBeSound();
    }

    [Fact]
    public async Task On_a_node_that_keeps_no_old_state_each_part_is_told_by_events()
    {
        var batch = await BatchAsync();
        var transaction = Some.Hash(70);
        _books.Chain.Mine(
            Emitted.Transfer(300, from: _books.Safe.Address, to: TreasuryBooks.TaxEscrow, by: Some.Coin) with { TransactionHash = transaction },
            _books.Safe.Executed(batch.Hash) with { TransactionHash = transaction });
        _books.FinalToHead();
        _books.Chain.MineTo(_books.Chain.Head.Number + 3);
        _books.Chain.KeepsStateFrom = _books.Chain.Head.Number;
        await _books.ReconcileAsync();
        Assert.Equal([200, 1000, 100], Balances(balance => balance.Escrowed));
        Assert.StartsWith($"1 base units of {Some.Coin} less than proposed arrived; that it arrived is known by the event", _books.Proposals[0].Reason, StringComparison.Ordinal);
        _books.MustBeSound();
    }

    [Fact]
    public async Task A_proposal_whose_rows_were_changed_is_noticed()
    {
        await BatchAsync();
        _books.MustBeSound();
        _books.Books.Temp.Execute("UPDATE proposal_transfer SET amount = '302' WHERE amount = '301'");
        Assert.Contains("it moves 301 base units of", _books.Breach, StringComparison.Ordinal);
        Assert.Equal("differs", Assert.Throws<ChainWatchException>(() => LedgerComparison.Require(_books.Ledger, _books.Proposals[0])).Code);
        _books.Books.Temp.Execute("UPDATE proposal_transfer SET amount = '301' WHERE amount = '302'; UPDATE proposal_due SET amount = '201' WHERE amount = '200'");
        Assert.Contains("it moves 301 base units, for dues of 302", _books.Breach, StringComparison.Ordinal);
    }

    // 1000 and 501 of the token, of which 301 is due, and 5000 of the coin, of which 1000 is.
    private async Task<Proposal> BatchAsync()
    {
        _books.Pay(1000);
        _books.Pay(5000, token: Token.Native);
        _books.Pay(501);
        var id = await _books.BatchAsync();
        return _books.Proposals.Single(proposal => proposal.Id == id);
    }

    private IEnumerable<int> Balances(Func<DueBalance, BigInteger> column) => new long[] { 1, 2, 3 }.Select(id => (int)column(_books.Books.Balance(id)));
}
