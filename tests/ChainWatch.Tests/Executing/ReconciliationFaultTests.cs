using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proposing;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;

namespace ChainWatch.Tests.Executing;

/// <summary>Whatever goes wrong while the chain is read, an execution is noted once.</summary>
public sealed class ReconciliationFaultTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task Running_again_changes_nothing_even_when_every_block_is_read_again()
    {
        var draft = await _books.DraftAsync(1000);
        _books.Execute(draft.Transaction.SafeTxHash, arrives: 200);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        var once = _books.Dump();

        await _books.ReconcileAsync();
        _books.Books.Temp.Execute("UPDATE safe_cursor SET next_block = 0");
        await _books.ReconcileAsync();

        Assert.Equal(once, _books.Dump());
        Assert.Equal(0, await _books.ProposeAsync());
    }

    [Theory]
    [InlineData("eth_getLogs")]
    [InlineData("eth_call")]
    public async Task A_failure_of_the_endpoint_notes_nothing_and_the_next_pass_notes_it_once(string method)
    {
        var draft = await _books.DraftAsync(1000);
        _books.Execute(draft.Transaction.SafeTxHash, arrives: 200);
        _books.FinalToHead();
        var before = _books.Dump();
        _books.Chain.Faults.Before = called =>
        {
            if (called == method)
            {
                throw Some.Failure(RpcFailure.Final, method: method);
            }
        };
        await Assert.ThrowsAsync<RpcException>(() => _books.ReconcileAsync());
        Assert.Equal(before, _books.Dump());

        _books.Chain.Faults.Clear();
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Executed, 200), (_books.Proposals.Single().State, _books.Escrowed));
    }

    [Fact]
    public async Task An_owner_may_sign_while_the_chain_is_read()
    {
        var draft = await _books.DraftAsync(1000);
        _books.Execute(draft.Transaction.SafeTxHash, arrives: 200);
        _books.FinalToHead();
        _books.Chain.Faults.Before = method =>
        {
            if (method == "eth_getLogs")
            {
                _books.Move(draft, ProposalState.Proposed);
                _books.Chain.Faults.Clear();
            }
        };
        await _books.ReconcileAsync();
        Assert.Equal((ProposalState.Executed, 200), (_books.Proposals.Single().State, _books.Escrowed));
    }

    [Fact]
    public async Task An_execution_in_a_branch_that_is_shorter_than_the_one_it_was_drafted_on_is_seen()
    {
        var draft = await _books.DraftAsync(1000);
        _books.Chain.ReorgTo(12);
        _books.Execute(draft.Transaction.SafeTxHash, arrives: 200);
        _books.FinalToHead();

        Assert.Equal(0, await _books.ReconcileAndProposeAsync());
        Assert.Equal(0, await AfterMoreBlocksAsync());
        Assert.Equal((ProposalState.Executed, 200), (_books.Proposals.Single().State, _books.Escrowed));
    }

    [Fact]
    public async Task An_execution_below_what_was_read_already_is_seen_after_a_reorg_beyond_finality()
    {
        var draft = await _books.DraftAsync(1000);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        _books.Chain.ReorgTo(12);
        _books.Execute(draft.Transaction.SafeTxHash, arrives: 200);

        Assert.Equal(0, await AfterMoreBlocksAsync());
        Assert.Equal((ProposalState.Executed, 200), (_books.Proposals.Single().State, _books.Escrowed));
    }

    [Fact]
    public async Task An_endpoint_that_lacks_the_logs_of_a_block_does_not_supersede()
    {
        var draft = await _books.DraftAsync(1000);
        var block = _books.Execute(draft.Transaction.SafeTxHash, arrives: 200);
        _books.FinalToHead();
        _books.Chain.Faults.LogsUpTo = block.Number - 1;
        await Assert.ThrowsAsync<RpcException>(() => _books.ReconcileAsync());
        Assert.Equal(ProposalState.Draft, _books.Proposals.Single().State);

        _books.Chain.Faults.Clear();
        Assert.Equal(0, await _books.ReconcileAndProposeAsync());
        Assert.Equal((ProposalState.Executed, 200), (_books.Proposals.Single().State, _books.Escrowed));
    }

    private async Task<int> AfterMoreBlocksAsync()
    {
        _books.FinalTo(30);
        return await _books.ReconcileAndProposeAsync();
    }
}
