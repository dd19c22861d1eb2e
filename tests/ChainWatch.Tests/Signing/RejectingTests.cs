using System.Numerics;
using ChainWatch.Proposing;
using ChainWatch.Tests.Proposing;

namespace ChainWatch.Tests.Signing;

/// <summary>What becomes of a proposal that is given up, of its nonce and of its dues.</summary>
public sealed class RejectingTests : IDisposable
{
    private static readonly Selection ByHand = new(HeldBack: true);

    private readonly TreasuryBooks _books = new();

    public RejectingTests() => TreasuryBooks.Own(_books.Safe, 1, 2, 3);

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task What_nobody_has_signed_is_rejected_at_once_and_the_worker_leaves_its_dues()
    {
        await _books.DraftAsync(1000);
        Assert.Equal(1, await _books.RejectAsync(1));

        Assert.Equal((ProposalState.Rejected, "it was rejected before anybody had signed it"), (_books.Proposals[0].State, _books.Proposals[0].Reason));
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Equal("closed", (await Assert.ThrowsAsync<ChainWatchException>(() => _books.RejectAsync(1))).Code);
    }

    [Fact]
    public async Task By_hand_the_very_transaction_returns_and_may_be_rejected_again()
    {
        var draft = await _books.DraftAsync(1000);
        await _books.RejectAsync(1);
        Assert.Equal(1, await _books.ProposeAsync(ByHand));

        var again = Assert.Single(_books.Proposals);
        Assert.Equal((ProposalState.Draft, draft.Transaction.SafeTxHash, null), (again.State, again.Hash, again.Reason));
        Assert.Equal(0, await _books.ProposeAsync(ByHand));
        await _books.RejectAsync(1);
        Assert.Equal(0, await _books.ProposeAsync());
    }

    [Fact]
    public async Task The_nonce_that_a_rejected_draft_leaves_is_the_next_one_used()
    {
        await _books.DraftAsync(1000);
        await _books.DraftAsync(2000);
        await _books.RejectAsync(1);
        Assert.Equal(0, (await _books.DraftAsync(3000)).Transaction.Nonce);
        Assert.Equal(2, (await _books.DraftAsync(4000)).Transaction.Nonce);
    }

    [Fact]
    public async Task What_somebody_has_signed_stays_until_the_owners_use_its_nonce_up()
    {
        await _books.DraftAsync(1000);
        await _books.SignAsync(1, key: 1);

        Assert.Equal(2, await _books.RejectAsync(1));
        Assert.Equal(2, await _books.RejectAsync(1));

        var rejection = _books.Proposals[1];
        Assert.Equal((ProposalState.Proposed, ProposalState.Draft, Purpose.Rejection, 0), (_books.StateOf(1), rejection.State, rejection.Purpose, rejection.Transfers.Count));
        Assert.Equal((_books.Safe.Address, BigInteger.Zero, 0), (rejection.Transaction.To, rejection.Transaction.Nonce, rejection.Transaction.Data.Length));
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Equal(1, (await _books.DraftAsync(2000)).Transaction.Nonce);

        _books.Execute(rejection.Hash, arrives: 0);
        _books.FinalToHead();
        Assert.Equal(0, await _books.ReconcileAndProposeAsync());
        Assert.Equal((ProposalState.Rejected, ProposalState.Executed, ProposalState.Draft), (_books.StateOf(1), _books.StateOf(2), _books.StateOf(3)));

        Assert.Equal(1, await _books.ProposeAsync(ByHand));
        Assert.Equal((2, 200), (_books.Proposals[3].Transaction.Nonce, _books.Proposals[3].Transfers.Single().Amount));
    }

    [Fact]
    public async Task An_execution_before_the_rejection_supersedes_the_rejection()
    {
        var draft = await _books.DraftAsync(1000);
        await _books.SignAsync(1, key: 1);
        await _books.RejectAsync(1);
        _books.Execute(draft.Hash, arrives: 200);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Executed, ProposalState.Superseded, 200), (_books.StateOf(1), _books.StateOf(2), _books.Escrowed));
    }

    [Fact]
    public async Task The_owners_may_reject_in_Safes_own_app_as_well()
    {
        var draft = await _books.DraftAsync(1000);
        _books.Execute(draft.Transaction.ToRejection().SafeTxHash, arrives: 0);
        _books.FinalToHead();
        Assert.Equal(0, await _books.ReconcileAndProposeAsync());
        Assert.Equal((ProposalState.Rejected, "the owners rejected it"), (_books.Proposals[0].State, _books.Proposals[0].Reason));
    }

    [Fact]
    public async Task A_draft_that_was_rejected_here_and_signed_and_executed_elsewhere_is_counted()
    {
        var draft = await _books.DraftAsync(1000);
        await _books.RejectAsync(1);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        _books.Execute(draft.Hash, arrives: 200);
        _books.FinalToHead();

        Assert.Equal(0, await _books.ReconcileAndProposeAsync());
        Assert.Equal((ProposalState.Executed, 200), (_books.StateOf(1), _books.Escrowed));
    }

    [Fact]
    public async Task A_rejected_draft_whose_nonce_is_used_is_no_longer_looked_for()
    {
        await _books.DraftAsync(1000);
        await _books.RejectAsync(1);
        _books.Execute(Support.Some.Hash(9), arrives: 0);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        var asked = _books.Chain.Requests.Count;
        _books.FinalTo(_books.Chain.Head.Number + 5);
        await _books.ReconcileAsync();
        Assert.Equal((asked, ProposalState.Rejected), (_books.Chain.Requests.Count, _books.StateOf(1)));
    }

    [Fact]
    public async Task A_signed_proposal_whose_nonce_is_used_waits_for_finality()
    {
        await _books.DraftAsync(1000);
        await _books.SignAsync(1, key: 1);
        _books.Execute(Support.Some.Hash(9), arrives: 0);
        Assert.Equal("nonce-used", (await Assert.ThrowsAsync<ChainWatchException>(() => _books.RejectAsync(1))).Code);
    }
}
