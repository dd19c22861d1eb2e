using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Executing;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Support;
using ChainWatch.Tests.Signing;

namespace ChainWatch.Tests.Executing;

/// <summary>What executes a proposal is sent once, and only where it would do what the owners signed.</summary>
public sealed class ExecutionTests : IDisposable
{
    private static readonly AbiContract Solidity = AbiContract.Parse("function Error(string message)");

    private readonly SendingBooks _sending = new();

    public void Dispose() => _sending.Dispose();

    [Fact]
    public async Task Sent_is_not_executed_until_the_Safe_says_so_in_a_final_block()
    {
        var id = await _sending.ReadyAsync(1000);
        var sent = await _sending.ExecuteAsync(id);
        Assert.Equal((ProposalState.Sent, sent.TransactionHash), (_sending.Proposal.State, _sending.Proposal.SentTransaction));
        Assert.Equal(sent.Raw, Assert.Single(_sending.Mempool.Received));

        _sending.Mempool.Mine();
        await _sending.DeliverAsync();
        await _sending.Books.ReconcileAsync();
        Assert.Equal(ProposalState.Sent, _sending.Proposal.State);
        Assert.Equal(true, Assert.Single(_sending.Open).Succeeded);

        await _sending.FinalizeAsync();
        Assert.Equal((ProposalState.Executed, 200), (_sending.Proposal.State, _sending.Books.Escrowed));
        Assert.Empty(_sending.Open);
        Assert.Equal(FakeMempool.GasUsed * 11_000_000_000, Assert.Single(_sending.Sendings).Cost);
    }

    [Fact]
    public async Task Too_few_signatures_of_today_s_owners_send_nothing()
    {
        await RefusedAsync("not-ready", await _sending.ReadyAsync(1000, signatures: 1), "too few owners have signed");

        _sending.Sign(_sending.Proposal, 2);
        _sending.Books.Safe.Threshold = 3;
        await RefusedAsync("signatures", 1, "GS020");
        _sending.Books.Safe.Threshold = 2;
        _sending.Books.Safe.Owners.RemoveAt(0);
        await RefusedAsync("signatures", 1, "GS020");
    }

    [Fact]
    public async Task What_comes_first_is_named()
    {
        await _sending.ReadyAsync(1000);
        await RefusedAsync("not-next", await _sending.ReadyAsync(500), "proposal 1 comes first");
        _sending.Books.Execute(Some.Hash(99), arrives: 0);
        await RefusedAsync("nonce-used", 1, "nonce 0");
    }

    [Fact]
    public async Task What_would_fail_is_not_sent_and_the_reason_is_told()
    {
        var id = await _sending.ReadyAsync(1000);
        _sending.Mempool.Simulation = request => request.From == _sending.Relayer.Address ? throw Reverted("GS013") : throw Reverted("ERC20: transfer amount exceeds balance");
        await RefusedAsync("would-fail", id, "what it calls fails (GS013): ERC20: transfer amount exceeds balance");

        _sending.Mempool.Simulation = request => request.From == _sending.Relayer.Address ? new byte[32] : throw Reverted("paused");
        await RefusedAsync("would-fail", id, "nonce 0 would be used up: paused");
    }

    [Fact]
    public async Task An_account_that_cannot_pay_or_fees_above_the_bound_send_nothing()
    {
        var id = await _sending.ReadyAsync(1000);
        await RefusedAsync("fees", id, "Gas costs 10 gwei now, and 9 is the most", new SendingTerms { MaxFeePerGas = 9_000_000_000 });
        _sending.Books.Chain.Hold(_sending.Relayer.Address, _ => 5);
        await RefusedAsync("insufficient-funds", id, "has 0.000000000000000005 ETH");
    }

    [Fact]
    public async Task A_bound_between_base_fee_and_suggestion_is_kept()
    {
        var sent = await _sending.ExecuteAsync(await _sending.ReadyAsync(1000), new SendingTerms { MaxFeePerGas = 10_500_000_000 });
        Assert.Equal((10_500_000_000, 1_000_000_000), (sent.MaxFee, sent.PriorityFee));
    }

    [Fact]
    public async Task A_second_key_sends_nothing_while_the_first_may_still_be_mined()
    {
        var id = await _sending.ReadyAsync(1000);
        await _sending.ExecuteAsync(id);
        using var other = new LocalSigner(Signed.Key(10));
        _sending.Books.Chain.Hold(other.Address, _ => 1_000_000_000_000_000_000);
        await RefusedAsync("not-ready", id, "was sent already", signer: other);

        // Mined and failed, but not final: a reorg may still let it succeed.
        _sending.Mempool.Effect = _ => null;
        _sending.Mempool.Mine();
        await _sending.DeliverAsync();
        Assert.Equal(ProposalState.Ready, _sending.Proposal.State);
        await RefusedAsync("under-way", id, "more may come", signer: other);

        await _sending.FinalizeAsync();
        await _sending.ExecuteAsync(id, signer: other);
        Assert.Equal(ProposalState.Sent, _sending.Proposal.State);
    }

    [Fact]
    public async Task An_account_has_one_transaction_under_way_at_a_time()
    {
        await _sending.ExecuteAsync(await _sending.ReadyAsync(1000));
        var second = await _sending.ReadyAsync(500);
        _sending.Books.Execute(Some.Hash(99), arrives: 0);
        await RefusedAsync("under-way", second, "is not mined yet");
    }

    [Fact]
    public async Task A_single_key_s_proposal_is_carried_out_by_that_key_alone()
    {
        var id = await _sending.ReadyAsync(1000);
        _sending.Books.Books.Temp.Execute("UPDATE proposal SET safe_version = 'eoa'");
        await RefusedAsync("wrong-key", id, "moves money of");

        _sending.Books.Books.Temp.Execute("DELETE FROM confirmation; UPDATE proposal SET safe = @Address", new { _sending.Relayer.Address });
        var sent = await _sending.ExecuteAsync(id);
        Assert.Equal((SendingPurpose.Transfer, Some.Coin), (sent.Purpose, sent.Recipient));
    }

    [Fact]
    public async Task Of_a_batch_the_call_that_fails_is_named()
    {
        var id = await BatchAsync();
        _sending.Mempool.Simulation = request => request.From == _sending.Relayer.Address ? throw Reverted("GS013")
            : request.To == Some.Coin ? throw Reverted("paused") : [];
        await RefusedAsync("would-fail", id, $"what it calls fails (GS013): call 2 of 2, of {Some.Coin}: paused");
    }

    [Fact]
    public async Task A_batch_is_sent_while_the_code_that_carries_it_out_is_the_known_one()
    {
        var id = await BatchAsync();
        _sending.Books.DeployBatchContract([0x60, 0x00]);
        await RefusedAsync("no-batch", id, "hashes to");

        _sending.Books.DeployBatchContract();
        var sent = await _sending.ExecuteAsync(id);
        Assert.Equal((SendingPurpose.Execution, _sending.Books.Safe.Address), (sent.Purpose, sent.Recipient));
    }

    [Fact]
    public async Task No_other_delegatecall_is_sent_whatever_the_ledger_says()
    {
        var id = await BatchAsync();
        _sending.Books.Books.Temp.Execute("DELETE FROM confirmation; UPDATE proposal SET recipient = @Stranger", new { Some.Stranger });
        _sending.Sign(_sending.Proposal, 2);
        await RefusedAsync("no-batch", id, "that is no batch of calls");
    }

    private async Task<long> BatchAsync()
    {
        _sending.Books.DeployBatchContract();
        _sending.Books.Pay(1000);
        _sending.Books.Pay(1000, token: Token.Native);
        var id = await _sending.Books.BatchAsync();
        _sending.Sign(_sending.Proposal, 2);
        return id!.Value;
    }

    private async Task RefusedAsync(string code, long id, string says, SendingTerms? terms = null, ISigner? signer = null)
    {
        var before = (_sending.Sendings.Count, _sending.Mempool.Received.Count);
        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => _sending.ExecuteAsync(id, terms, signer));
        Assert.Equal(code, refused.Code);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, (_sending.Sendings.Count, _sending.Mempool.Received.Count));
    }

    private static RpcException Reverted(string reason) =>
        new(RpcFailure.Reverted, "fake", "eth_call", "execution reverted") { RevertData = Solidity.Function("Error").Encode(reason) };
}
