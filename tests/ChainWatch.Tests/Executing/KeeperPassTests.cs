using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Executing;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;
using ChainWatch.Tests.Signing;

namespace ChainWatch.Tests.Executing;

/// <summary>What the keeper does by itself, and within which bounds.</summary>
public sealed class KeeperPassTests : IDisposable
{
    private static readonly AbiContract SplitterAbi = AbiContract.Parse(
        "function release(address token)",
        "function releasable(address token) view returns (uint256 escrowAmount, uint256 ownerAmount)",
        "function admin() view returns (address)",
        "function escrow() view returns (address)",
        "function owner() view returns (address)");

    private static readonly Address Splitter = Some.Address(700);

    private readonly SendingBooks _sending = new();

    public void Dispose() => _sending.Dispose();

    [Fact]
    public async Task Ready_proposals_are_executed_one_after_the_other()
    {
        await _sending.ReadyAsync(1000);
        await _sending.ReadyAsync(500);
        await _sending.KeepAsync();
        await _sending.KeepAsync();
        Assert.Equal([ProposalState.Sent, ProposalState.Ready], _sending.Books.Proposals.Select(proposal => proposal.State));

        _sending.Mempool.Mine();
        await _sending.DeliverAsync();
        await _sending.KeepAsync();
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        Assert.Equal([ProposalState.Executed, ProposalState.Executed], _sending.Books.Proposals.Select(proposal => proposal.State));
        Assert.Equal((300, 2), ((int)_sending.Books.Escrowed, _sending.Mempool.Mined.Count()));
    }

    [Fact]
    public async Task Nothing_is_sent_while_the_first_in_line_is_not_ready_or_executing_is_turned_off()
    {
        await _sending.ReadyAsync(1000, signatures: 1);
        await _sending.ReadyAsync(500);
        await _sending.KeepAsync();
        _sending.Sign(_sending.Proposal, 2);
        _sending.Keeper = _sending.Keeper with { Execute = false };
        await _sending.KeepAsync();
        Assert.Empty(_sending.Sendings);
    }

    [Fact]
    public async Task What_would_fail_is_told_and_ends_with_the_proposal()
    {
        await _sending.ReadyAsync(1000);
        _sending.Mempool.Simulation = _ => new byte[32];
        await _sending.KeepAsync();
        Assert.Contains("would be used up", Assert.Single(_sending.Books.Alerts).Message, StringComparison.Ordinal);

        _sending.Books.Execute(_sending.Proposal.Transaction.SafeTxHash, arrives: 200);
        await _sending.FinalizeAsync();
        await _sending.DeliverAsync();
        Assert.Empty(_sending.Books.Alerts);
        Assert.Empty(_sending.Sendings);
    }

    [Fact]
    public async Task What_was_mined_and_failed_is_left_to_a_person()
    {
        await _sending.ReadyAsync(1000);
        _sending.Mempool.Effect = _ => null;
        await _sending.KeepAsync();
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        await _sending.KeepAsync();
        Assert.Equal(ProposalState.Ready, _sending.Proposal.State);
        Assert.Single(_sending.Sendings);
        Assert.Single(_sending.Books.Alerts);
    }

    [Fact]
    public async Task What_is_stuck_is_replaced_after_a_while_and_only_once_in_it()
    {
        await _sending.ReadyAsync(1000);
        await _sending.KeepAsync();
        _sending.Books.Books.Clock.Advance(_sending.Keeper.ReplaceAfter - TimeSpan.FromSeconds(1));
        await _sending.KeepAsync();
        Assert.Single(_sending.Sendings);

        _sending.Books.Books.Clock.Advance(TimeSpan.FromSeconds(1));
        await _sending.KeepAsync();
        await _sending.KeepAsync();
        Assert.Equal(2, _sending.Sendings.Count);
        Assert.Equal(_sending.Sendings[1].TransactionHash, Assert.Single(_sending.Mempool.Waiting).ComputeHash());
    }

    [Fact]
    public async Task The_budget_counts_what_was_spent_today_and_the_most_that_is_under_way()
    {
        // 112,500 gas at most at 21 gwei: each can cost 0.0023625 coins, and costs 0.00099.
        _sending.Keeper = _sending.Keeper with { DailyGasBudget = BigInteger.Parse("3352499999999999") };
        await _sending.ReadyAsync(1000);
        await _sending.ReadyAsync(500);
        await _sending.KeepAsync();
        _sending.Mempool.Mine();
        await _sending.DeliverAsync();
        await _sending.KeepAsync();
        Assert.Equal(ProposalState.Ready, _sending.Books.Proposals[1].State);
        Assert.Contains("DailyGasBudget is 0.003352499999999999", Assert.Single(_sending.Books.Alerts).Message, StringComparison.Ordinal);
        Assert.Single(_sending.Mempool.Received);

        _sending.Keeper = _sending.Keeper with { DailyGasBudget = BigInteger.Parse("3352500000000000") };
        await _sending.KeepAsync();
        Assert.Equal(ProposalState.Sent, _sending.Books.Proposals[1].State);
        Assert.Empty(_sending.Books.Alerts);
    }

    [Fact]
    public async Task A_new_day_has_a_new_budget()
    {
        _sending.Keeper = _sending.Keeper with { DailyGasBudget = BigInteger.Parse("2400000000000000") };
        await _sending.ReadyAsync(1000);
        await _sending.ReadyAsync(500);
        await _sending.KeepAsync();
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        await _sending.KeepAsync();
        Assert.Equal(ProposalState.Ready, _sending.Books.Proposals[1].State);

        _sending.Books.Books.Clock.Advance(TimeSpan.FromDays(1));
        await _sending.KeepAsync();
        Assert.Equal(ProposalState.Sent, _sending.Books.Proposals[1].State);
    }

    [Fact]
    public async Task A_replacement_beyond_the_budget_is_not_signed()
    {
        _sending.Keeper = _sending.Keeper with { DailyGasBudget = BigInteger.Parse("2400000000000000") };
        await _sending.ReadyAsync(1000);
        await _sending.KeepAsync();
        _sending.Books.Books.Clock.Advance(_sending.Keeper.ReplaceAfter);
        await _sending.KeepAsync();
        Assert.Single(_sending.Sendings);
        Assert.Single(_sending.Books.Alerts);
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("module")]
    [InlineData("treasury")]
    [InlineData("escrow")]
    [InlineData("splitter's owner")]
    [InlineData("splitter's admin")]
    [InlineData("splitter's escrow")]
    public async Task A_key_with_any_say_in_the_money_signs_nothing(string role)
    {
        await _sending.ReadyAsync(1000);
        using var owner = new LocalSigner(Signed.Key(1));
        var keeper = role == "owner" ? owner : _sending.Relayer;
        switch (role)
        {
            case "module":
                _sending.Books.Safe.Modules.Add(keeper.Address);
                break;
            case "treasury":
                _sending.Books.Escrow = _sending.Books.Escrow with { Treasuries = [new TreasurySettings("localnet", TreasuryKind.Safe, keeper.Address)] };
                break;
            case "escrow":
                _sending.Books.Escrow = _sending.Books.Escrow with { TaxEscrow = keeper.Address };
                break;
            case "splitter's owner":
                DeploySplitter(holds: 5, owner: keeper.Address);
                break;
            case "splitter's admin":
                DeploySplitter(holds: 5, admin: keeper.Address);
                break;
            case "splitter's escrow":
                DeploySplitter(holds: 5, escrow: keeper.Address);
                break;
        }

        if (role == "treasury")
        {
            DeploySplitter(holds: 5);
        }

        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => _sending.KeepAsync(keeper));
        Assert.Equal("keeper-key", refused.Code);
        Assert.Empty(_sending.Mempool.Received);
        Assert.Single(_sending.Books.Alerts);
    }

    [Fact]
    public async Task A_splitter_that_holds_something_is_released_once_in_a_while()
    {
        DeploySplitter(holds: 1000);
        await _sending.KeepAsync();
        var release = Assert.Single(_sending.Open);
        Assert.Equal((SendingPurpose.Release, Splitter, Token.Native), (release.Purpose, release.Recipient, release.Token));
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        await _sending.KeepAsync();
        Assert.Equal(new Token(Some.Coin), Assert.Single(_sending.Open).Token);
        _sending.Mempool.Mine();
        await _sending.FinalizeAsync();
        await _sending.KeepAsync();
        Assert.Empty(_sending.Open);

        _sending.Books.Books.Clock.Advance(_sending.Keeper.ReleaseEvery);
        await _sending.KeepAsync();
        Assert.Single(_sending.Open);
    }

    [Fact]
    public async Task A_splitter_that_holds_nothing_is_left_alone()
    {
        DeploySplitter(holds: 0);
        await _sending.KeepAsync();
        Assert.Empty(_sending.Open);
    }

    private void DeploySplitter(int holds, Address? owner = null, Address? admin = null, Address? escrow = null)
    {
        foreach (var token in (Token[])[Token.Native, new Token(Some.Coin)])
        {
            var function = SplitterAbi.Function("releasable");
            _sending.Books.Chain.Answer(
                Splitter, function.Encode(token.Contract), () => AbiCodec.Encode([.. function.Outputs.Select(output => output.Type)], [new BigInteger(holds), BigInteger.Zero]));
            var income = _sending.Books.Books.Pay(1000, token: token);
            _sending.Books.Books.Temp.Execute("UPDATE income SET beneficiary = @Splitter WHERE id = @income", new { Splitter, income });
        }

        _sending.Books.Chain.Answer(Splitter, SplitterAbi.Function("admin"), admin ?? Some.Address(701));
        _sending.Books.Chain.Answer(Splitter, SplitterAbi.Function("escrow"), escrow ?? TreasuryBooks.TaxEscrow);
        _sending.Books.Chain.Answer(Splitter, SplitterAbi.Function("owner"), owner ?? Some.Address(702));
        _sending.Splitters = [Splitter];
    }
}
