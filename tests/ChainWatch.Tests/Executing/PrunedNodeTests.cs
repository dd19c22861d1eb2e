using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;

namespace ChainWatch.Tests.Executing;

/// <summary>A node that has forgotten the state of old blocks still tells by its logs what happened.</summary>
public sealed class PrunedNodeTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task What_arrived_is_known_by_the_tokens_own_events_and_the_reason_says_so()
    {
        var draft = await _books.DraftAsync(1000);
        Arrive(draft, 200);
        Forget();
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Executed, 200), (_books.StateOf(1), _books.Escrowed));
        Assert.StartsWith("what arrived is known by the token's own events alone", _books.Proposals[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coins_are_known_by_the_execution()
    {
        _books.Pay(1000, token: Token.Native);
        await _books.ProposeAsync();
        _books.Chain.Mine(_books.Safe.Executed(_books.Proposals[0].Hash));
        Forget();
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Executed, 200), (_books.StateOf(1), _books.Escrowed));
    }

    [Fact]
    public async Task A_nonce_that_something_else_used_is_known_by_the_nonce_at_the_head_less_what_came_later()
    {
        await _books.DraftAsync(1000);
        await _books.DraftAsync(2000);
        _books.Execute(Some.Hash(90), arrives: 0);
        _books.FinalToHead();
        _books.Execute(Some.Hash(91), arrives: 0);
        _books.Chain.KeepsStateFrom = _books.Chain.Head.Number;
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Superseded, ProposalState.Draft), (_books.StateOf(1), _books.StateOf(2)));
        Assert.Contains("the Safe's nonce is known by its events alone", _books.Proposals[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_that_is_withheld_is_noticed_by_the_nonce_that_was_read_before()
    {
        var draft = await _books.DraftAsync(1000);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Arrive(draft, 200);
        Forget();
        _books.Chain.Faults.Logs = _ => [];
        await Assert.ThrowsAsync<RpcException>(() => _books.ReconcileAsync());

        _books.Chain.Faults.Clear();
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Executed, 200), (_books.StateOf(1), _books.Escrowed));
    }

    private void Arrive(Proposal draft, int amount)
    {
        var transaction = Some.Hash(80);
        _books.Chain.Mine(
            Emitted.Transfer(amount, from: _books.Safe.Address, to: TreasuryBooks.TaxEscrow, by: Some.Coin) with { TransactionHash = transaction },
            _books.Safe.Executed(draft.Hash) with { TransactionHash = transaction });
    }

    private void Forget()
    {
        _books.FinalToHead();
        _books.Chain.MineTo(_books.Chain.Head.Number + 5);
        _books.Chain.KeepsStateFrom = _books.Chain.Head.Number;
    }
}
