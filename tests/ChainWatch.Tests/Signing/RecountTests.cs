using ChainWatch.Proposing;
using ChainWatch.Signing;
using ChainWatch.Tests.Proposing;

namespace ChainWatch.Tests.Signing;

/// <summary>Ready is who is an owner now, and as many as the Safe asks for now.</summary>
public sealed class RecountTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public RecountTests() => TreasuryBooks.Own(_books.Safe, 1, 2, 3);

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task A_threshold_that_rises_takes_a_ready_proposal_back_and_one_that_falls_brings_it_again()
    {
        await ReadyAsync();
        _books.Safe.Threshold = 3;
        await _books.RecountAsync();
        Assert.Equal((ProposalState.Proposed, 3), (_books.Proposals[0].State, _books.Proposals[0].Threshold));

        _books.Safe.Threshold = 2;
        await _books.RecountAsync();
        Assert.Equal((ProposalState.Ready, 2), (_books.Proposals[0].State, _books.Proposals[0].Threshold));
    }

    [Fact]
    public async Task An_owner_who_is_removed_no_longer_counts_and_counts_again_when_back()
    {
        await ReadyAsync();
        var removed = _books.Safe.Owners[1];
        _books.Safe.Owners.RemoveAt(1);
        await _books.RecountAsync();
        Assert.Equal(ProposalState.Proposed, _books.StateOf(1));

        await _books.SignAsync(1, key: 3);
        Assert.Equal(ProposalState.Ready, _books.StateOf(1));

        _books.Safe.Owners.Clear();
        await _books.RecountAsync();
        Assert.Equal(ProposalState.Proposed, _books.StateOf(1));

        _books.Safe.Owners.Add(removed);
        _books.Safe.Threshold = 1;
        await _books.RecountAsync();
        Assert.Equal(ProposalState.Ready, _books.StateOf(1));
    }

    [Fact]
    public async Task What_ended_while_it_was_signed_is_refused_and_nothing_is_kept()
    {
        await ReadyAsync();
        var signatures = _books.Ledger.Read(connection => ConfirmationBook.Read(connection, _books.Proposals[0])).Count;
        _books.Move(_books.Proposals[0], ProposalState.Superseded);

        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => _books.SignAsync(1, key: 3));

        Assert.Equal("closed", refused.Code);
        Assert.Equal(signatures, _books.Ledger.Read(connection => ConfirmationBook.Read(connection, _books.Proposals[0])).Count);
    }

    [Fact]
    public async Task What_was_sent_waits_for_the_chain()
    {
        await ReadyAsync();
        _books.Move(_books.Proposals[0], ProposalState.Sent);
        _books.Safe.Threshold = 3;
        await _books.RecountAsync();
        Assert.Equal(ProposalState.Sent, _books.StateOf(1));
    }

    [Fact]
    public async Task While_nobody_has_signed_the_Safe_is_not_asked()
    {
        await _books.DraftAsync(1000);
        var asked = _books.Chain.Requests.Count;
        await _books.RecountAsync();
        Assert.Equal(asked, _books.Chain.Requests.Count);
    }

    private async Task ReadyAsync()
    {
        await _books.DraftAsync(1000);
        await _books.SignAsync(1, key: 1);
        await _books.SignAsync(1, key: 2);
        Assert.Equal(ProposalState.Ready, _books.StateOf(1));
    }
}
