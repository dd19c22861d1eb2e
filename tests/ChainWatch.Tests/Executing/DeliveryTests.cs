using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Executing;
using ChainWatch.Proposing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Executing;

/// <summary>What was signed is followed until nothing more can come of it, whatever ends in between.</summary>
public sealed class DeliveryTests : IDisposable
{
    private readonly SendingBooks _sending = new();

    public void Dispose() => _sending.Dispose();

    /// <summary>A process that ends at this request: before it, or after the node has taken the transaction.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_between_any_two_steps_sends_the_same_bytes_or_nothing_and_executes_once(bool afterTheNodeTookIt)
    {
        var crashes = 0;
        for (var step = 1; ; step++)
        {
            using var sending = new SendingBooks();
            var id = await sending.ReadyAsync(1000);
            var crashed = await CrashAsync(sending, id, step, afterTheNodeTookIt);
            crashes += crashed ? 1 : 0;

            // The next process: the worker delivers what was signed, and whoever wanted it executed asks again.
            await sending.DeliverAsync();
            if (sending.Proposal.State == ProposalState.Ready)
            {
                await sending.ExecuteAsync(id);
            }

            sending.Mempool.Mine();
            await sending.FinalizeAsync();
            Assert.Equal((ProposalState.Executed, 200), (sending.Proposal.State, sending.Books.Escrowed));
            Assert.Single(sending.Mempool.Mined);
            Assert.Single(sending.Mempool.Received.Select(Convert.ToHexString).Distinct());
            Assert.Single(sending.Sendings);
            Assert.Empty(sending.Open);
            if (!crashed)
            {
                break;
            }
        }

        Assert.True(crashes >= (afterTheNodeTookIt ? 1 : 6), $"Only {crashes} crashes were staged.");
    }

    [Fact]
    public async Task A_node_that_forgot_it_gets_the_same_bytes_again()
    {
        await _sending.ExecuteAsync(await _sending.ReadyAsync(1000));
        _sending.Mempool.Forget();
        await _sending.DeliverAsync();
        Assert.Single(_sending.Mempool.Waiting);
        Assert.Equal(_sending.Mempool.Received[0], _sending.Mempool.Received[1]);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_take_it_is_told_of_and_asked_again()
    {
        var id = await _sending.ReadyAsync(1000);
        _sending.Mempool.Before = method => Fail(method, "the pool is full");
        await _sending.ExecuteAsync(id);
        Assert.Equal(ProposalState.Sent, _sending.Proposal.State);
        Assert.Null(Assert.Single(_sending.Sendings).SentAt);
        Assert.Contains("the pool is full", Assert.Single(_sending.Books.Alerts).Message, StringComparison.Ordinal);

        _sending.Mempool.Before = null;
        await _sending.DeliverAsync();
        Assert.NotNull(Assert.Single(_sending.Sendings).SentAt);
        Assert.Empty(_sending.Books.Alerts);
    }

    [Theory]
    [InlineData("insufficient funds for gas * price + value", "cannot pay for its gas")]
    [InlineData("max fee per gas less than block base fee", "pays less than the chain takes")]
    public async Task A_known_refusal_is_told_in_words(string said, string words)
    {
        _sending.Mempool.Before = method => Fail(method, said);
        await _sending.ExecuteAsync(await _sending.ReadyAsync(1000));
        Assert.Contains(words, Assert.Single(_sending.Books.Alerts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mined_and_failed_makes_it_ready_again_with_the_reason()
    {
        await _sending.ExecuteAsync(await _sending.ReadyAsync(1000));
        _sending.Mempool.Effect = _ => null;
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        Assert.Equal(ProposalState.Ready, _sending.Proposal.State);
        Assert.Contains("was mined in block", _sending.Proposal.Reason, StringComparison.Ordinal);
        Assert.Equal((0, 1), ((int)_sending.Books.Escrowed, _sending.Books.Alerts.Count));
    }

    [Fact]
    public async Task A_reorg_that_takes_a_failure_back_puts_it_under_way_again()
    {
        await _sending.ExecuteAsync(await _sending.ReadyAsync(1000));
        var head = _sending.Books.Chain.Head.Number;
        var effect = _sending.Mempool.Effect;
        _sending.Mempool.Effect = _ => null;
        _sending.Mempool.Mine();
        await _sending.DeliverAsync();
        Assert.Equal(ProposalState.Ready, _sending.Proposal.State);

        _sending.Books.Chain.ReorgTo(head);
        _sending.Mempool.Effect = effect;
        await _sending.DeliverAsync();
        Assert.Equal(ProposalState.Sent, _sending.Proposal.State);
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        Assert.Equal((ProposalState.Executed, 200), (_sending.Proposal.State, _sending.Books.Escrowed));
        Assert.Empty(_sending.Books.Alerts);
    }

    [Fact]
    public async Task Another_transaction_with_its_nonce_makes_it_ready_again_once_that_is_final()
    {
        var id = await _sending.ReadyAsync(1000);
        await _sending.ExecuteAsync(id);
        _sending.Mempool.UseNonce(_sending.Relayer.Address);
        await _sending.DeliverAsync();
        Assert.Equal(ProposalState.Sent, _sending.Proposal.State);

        await _sending.FinalizeAsync();
        Assert.Equal(ProposalState.Ready, _sending.Proposal.State);
        await _sending.ExecuteAsync(id);
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        Assert.Equal((ProposalState.Executed, 200), (_sending.Proposal.State, _sending.Books.Escrowed));
    }

    [Fact]
    public async Task A_single_key_s_transfer_whose_nonce_something_else_used_waits_for_a_person()
    {
        var id = await _sending.ReadyAsync(1000);
        _sending.Books.Books.Temp.Execute("DELETE FROM confirmation; UPDATE proposal SET safe_version = 'eoa', safe = @Address", new { _sending.Relayer.Address });
        await _sending.ExecuteAsync(id);
        _sending.Mempool.UseNonce(_sending.Relayer.Address);
        _sending.Books.FinalToHead();
        await _sending.DeliverAsync();
        Assert.Equal(ProposalState.Sent, _sending.Proposal.State);
        Assert.Contains("another transaction used its nonce", Assert.Single(_sending.Books.Alerts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Executed_by_somebody_else_meanwhile_is_the_same()
    {
        await _sending.ExecuteAsync(await _sending.ReadyAsync(1000));
        _sending.Books.Execute(_sending.Proposal.Transaction.SafeTxHash, arrives: 200);
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        Assert.Equal((ProposalState.Executed, 200), (_sending.Proposal.State, _sending.Books.Escrowed));
        Assert.Equal(false, Assert.Single(_sending.Sendings).Succeeded);
        Assert.Empty(_sending.Open);
    }

    [Fact]
    public async Task A_replacement_pays_an_eighth_more_at_the_same_nonce_and_one_of_the_two_is_mined()
    {
        var first = await _sending.ExecuteAsync(await _sending.ReadyAsync(1000));
        var second = await _sending.Outbox.ReplaceAsync(first, _sending.Relayer, SendingTerms.None, TestContext.Current.CancellationToken);
        Assert.Equal(first.Nonce, second.Nonce);
        Assert.True(8 * second.MaxFee >= 9 * first.MaxFee && 8 * second.PriorityFee >= 9 * first.PriorityFee);
        Assert.Equal(second.TransactionHash, Assert.Single(_sending.Mempool.Waiting).ComputeHash());

        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        Assert.Equal((ProposalState.Executed, 200), (_sending.Proposal.State, _sending.Books.Escrowed));
        Assert.Equal([null, true], _sending.Sendings.Select(sending => sending.Succeeded));
        Assert.Empty(_sending.Open);
    }

    [Fact]
    public async Task The_earlier_of_two_may_be_mined_after_all()
    {
        var first = await _sending.ExecuteAsync(await _sending.ReadyAsync(1000));
        _sending.Mempool.Before = method => Fail(method, "unreachable");
        await _sending.Outbox.ReplaceAsync(first, _sending.Relayer, SendingTerms.None, TestContext.Current.CancellationToken);
        _sending.Mempool.Before = null;
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        Assert.Equal([true, null], _sending.Sendings.Select(sending => sending.Succeeded));
        Assert.Equal((ProposalState.Executed, 200), (_sending.Proposal.State, _sending.Books.Escrowed));
        Assert.Empty(_sending.Books.Alerts);
    }

    [Fact]
    public async Task A_replacement_of_what_is_mined_is_not_signed()
    {
        var first = await _sending.ExecuteAsync(await _sending.ReadyAsync(1000));
        _sending.Mempool.Mine();
        await _sending.DeliverAsync();
        var refused = await Assert.ThrowsAsync<ChainWatchException>(
            () => _sending.Outbox.ReplaceAsync(first, _sending.Relayer, SendingTerms.None, TestContext.Current.CancellationToken));
        Assert.Equal("under-way", refused.Code);
        Assert.Single(_sending.Sendings);
    }

    private static async Task<bool> CrashAsync(SendingBooks sending, long id, int step, bool afterTheNodeTookIt)
    {
        var requests = 0;
        void Count()
        {
            if (++requests == step)
            {
                throw new CrashException();
            }
        }

        if (afterTheNodeTookIt)
        {
            sending.Mempool.Taken = Count;
        }
        else
        {
            sending.Mempool.Before = _ => Count();
        }

        try
        {
            await sending.ExecuteAsync(id);
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
        finally
        {
            (sending.Mempool.Before, sending.Mempool.Taken) = (null, null);
        }
    }

    private static void Fail(string method, string reason)
    {
        if (method == "eth_sendRawTransaction")
        {
            throw Some.Failure(RpcFailure.Final, reason, method);
        }
    }

    private sealed class CrashException : Exception;
}
