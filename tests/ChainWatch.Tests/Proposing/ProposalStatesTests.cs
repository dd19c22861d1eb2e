using ChainWatch.Proposing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Proposing;

public sealed class ProposalStatesTests : IDisposable
{
    // Written from the promise, not from the code: who stands in a row may become what is marked with x.
    private const string Documented = """
                    draft proposed ready sent executed failed superseded rejected
        draft         -      x      x     -      x       x        x         x
        proposed      -      -      x     -      x       x        x         x
        ready         -      x      -     x      x       x        x         x
        sent          -      x      x     -      x       x        x         x
        executed      -      -      -     -      -       -        -         -
        failed        -      -      -     -      -       -        -         -
        superseded    -      -      -     -      -       -        -         -
        rejected      x      -      -     -      x       x        -         -
        """;

    private readonly TreasuryBooks _books = new();

    public static TheoryData<ProposalState, ProposalState, bool> Pairs
    {
        get
        {
            var pairs = new TheoryData<ProposalState, ProposalState, bool>();
            var rows = Documented.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
            foreach (var row in rows[1..])
            {
                for (var i = 0; i < rows[0].Length; i++)
                {
                    pairs.Add(Enum.Parse<ProposalState>(row[0], ignoreCase: true), Enum.Parse<ProposalState>(rows[0][i], ignoreCase: true), row[i + 1] == "x");
                }
            }

            return pairs;
        }
    }

    public void Dispose() => _books.Dispose();

    [Fact]
    public void Every_pair_is_documented() => Assert.Equal(64, Pairs.Count);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_state_may_become_what_is_documented_and_nothing_else(ProposalState from, ProposalState to, bool allowed) =>
        Assert.Equal(allowed, from.MayBecome(to));

    [Fact]
    public void Open_are_the_states_that_hold_a_nonce_and_dues() =>
        Assert.Equal([ProposalState.Draft, ProposalState.Proposed, ProposalState.Ready, ProposalState.Sent], ProposalStates.Open);

    [Theory]
    [InlineData(ProposalState.Executed, ProposalState.Draft)]
    [InlineData(ProposalState.Superseded, ProposalState.Executed)]
    [InlineData(ProposalState.Rejected, ProposalState.Ready)]
    [InlineData(ProposalState.Draft, ProposalState.Sent)]
    public async Task An_illegal_move_throws_and_changes_nothing(ProposalState from, ProposalState to)
    {
        var proposal = await _books.DraftAsync(1000);
        if (from != ProposalState.Draft)
        {
            _books.Move(proposal, from);
        }

        var stands = _books.Proposals.Single();
        var thrown = Assert.Throws<InvalidOperationException>(() => _books.Move(stands, to));

        Assert.Equal($"Proposal 1 cannot go from {from.Word()} to {to.Word()}.", thrown.Message);
        Assert.Equal(from, _books.Proposals.Single().State);
    }

    [Fact]
    public async Task A_move_from_where_a_proposal_no_longer_is_throws()
    {
        var proposal = await _books.DraftAsync(1000);
        _books.Move(proposal, ProposalState.Ready);

        Assert.Throws<InvalidOperationException>(() => _books.Move(proposal, ProposalState.Proposed));
        Assert.Equal(ProposalState.Ready, _books.Proposals.Single().State);
    }

    [Fact]
    public async Task What_a_move_notes_stays_through_later_moves()
    {
        var proposal = await _books.DraftAsync(1000);
        _books.Move(proposal, ProposalState.Ready);
        _books.Ledger.Write(connection => ProposalBook.Move(connection, _books.Proposals.Single(), ProposalState.Sent, _books.Books.Clock.GetUtcNow(), sent: Some.Hash(1)));
        _books.Ledger.Write(connection =>
            ProposalBook.Move(connection, _books.Proposals.Single(), ProposalState.Failed, _books.Books.Clock.GetUtcNow(), "it failed", executedIn: Some.Hash(2)));

        var failed = _books.Proposals.Single();
        Assert.Equal((Some.Hash(1), Some.Hash(2), "it failed"), (failed.SentTransaction, failed.ExecutedIn, failed.Reason));
    }
}
