using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>Three endpoints that must agree on blocks: a branch that too few serve is not followed, and without enough of them the chain stands still.</summary>
public sealed class EndpointQuorumTests : IDisposable
{
    private readonly ThreeEndpoints _three = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _three.Dispose();

    [Theory]
    [InlineData(58UL)]
    [InlineData(7UL)]
    public async Task A_payment_with_a_self_consistent_header_and_receipt_is_never_booked(ulong number)
    {
        var real = _three.Chain.At(number);
        var forged = FakeBlock.Of(number, _three.Chain.At(number - 1), [Emitted.EtherRelease(1_000_000_000)], made: 999);
        _three.Liar.Faults.Header = header => header.Number == number ? forged.Header : header;
        _three.Liar.Faults.HashServed = hash => hash == forged.Header.Hash ? real.Hash : hash;
        _three.Liar.Faults.Logs = logs => [.. logs.Select(log => log.BlockNumber == number ? forged.Logs[0] : log)];
        _three.Liar.Faults.Receipts = receipts => receipts.Count == 0 || receipts[0].BlockNumber == number ? forged.Receipts : receipts;

        await PassAsync();

        _three.AssertComplete();
        Assert.Contains(_three.OpenAlerts(), key => key is "quorum:31337:http://liar" or "forged:31337:http://liar");
        Assert.DoesNotContain("1000000000", _three.Ledger.Query<string>("SELECT amount FROM income"));
    }

    [Fact]
    public async Task Another_branch_is_not_followed_and_whoever_serves_it_is_named_until_it_agrees_again()
    {
        _three.Liar.Chain = ThreeEndpoints.Branch(from: 50, blocks: 12);

        await PassAsync();
        _three.AssertComplete();
        Assert.Equal(["quorum:31337:http://liar"], _three.OpenAlerts());

        _three.Liar.Chain = _three.Chain;
        _three.Pay(1);
        await PassAsync();
        _three.AssertComplete();
        Assert.Empty(_three.OpenAlerts());
    }

    [Fact]
    public async Task A_branch_that_only_one_serves_takes_nothing_back()
    {
        await PassAsync();
        _three.Liar.Chain = ThreeEndpoints.Branch(from: 50, blocks: 15);

        await PassAsync();
        _three.Watch.Restart();
        await PassAsync();

        _three.AssertComplete();
        Assert.Equal(0, _three.Ledger.Value<long>("SELECT count(*) FROM income WHERE orphaned_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_reorg_that_enough_see_is_followed()
    {
        await PassAsync();
        _three.Chain.ReorgTo(55);
        _three.Pay(7);

        await PassAsync();

        Assert.Equal(_three.Chain.AllLogs.Count(), _three.Standing().Count);
        Assert.Empty(_three.OpenAlerts());
    }

    [Fact]
    public async Task Two_of_three_that_lie_halt_the_chain_which_says_so_and_goes_on_by_itself()
    {
        await PassAsync();
        _three.Pay(3);
        _three.Liar.Chain = ThreeEndpoints.Branch(from: 55, blocks: 8, salt: 1);
        _three.Second.Chain = ThreeEndpoints.Branch(from: 55, blocks: 8, salt: 2);

        var halted = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal(("no-quorum", Refusal.Unreachable), (halted.Code, halted.Refusal));
        Assert.Contains("http://third", halted.Message, StringComparison.Ordinal);
        Assert.Equal(halted.Message, _three.Ledger.Value<string>("SELECT halted FROM chain"));
        Assert.Contains("no-quorum:31337", _three.OpenAlerts());
        Assert.Equal(61, _three.Ledger.Value<long>("SELECT next_block FROM source"));

        (_three.Liar.Chain, _three.Second.Chain) = (_three.Chain, _three.Chain);
        await PassAsync();

        _three.AssertComplete();
        Assert.Empty(_three.OpenAlerts());
        Assert.Null(_three.Ledger.Value<string>("SELECT halted FROM chain"));
    }

    [Fact]
    public async Task Liars_that_agree_with_each_other_do_not_get_past_a_quorum_of_all()
    {
        _three.Watch.ChainSettings = _three.Watch.ChainSettings with { Quorum = 3 };
        (_three.Liar.Chain, _three.Second.Chain) = (ThreeEndpoints.Branch(from: 10, blocks: 60), ThreeEndpoints.Branch(from: 10, blocks: 60));

        Assert.Equal("no-quorum", (await Assert.ThrowsAsync<ChainWatchException>(PassAsync)).Code);

        Assert.Empty(_three.Standing());
    }

    [Fact]
    public async Task One_of_two_that_is_down_is_no_agreement()
    {
        _three.Watch.Endpoints = [_three.Second, _three.Third];
        await PassAsync();
        _three.Pay(1);
        _three.Third.Faults.Fail(int.MaxValue);

        Assert.Equal("no-quorum", (await Assert.ThrowsAsync<ChainWatchException>(PassAsync)).Code);
        Assert.Equal(60, _three.Standing().Count);

        _three.Third.Faults.Clear();
        await PassAsync();
        _three.AssertComplete();
    }

    [Fact]
    public async Task One_of_three_that_is_down_or_behind_keeps_nobody_waiting_and_is_not_accused()
    {
        _three.Liar.Faults.Fail(int.MaxValue);
        await PassAsync();
        _three.AssertComplete();

        _three.Liar.Faults.Clear();
        _three.Liar.Faults.HeadersUpTo = 50;
        _three.Pay(1);
        _three.Watch.Clock.Advance(TimeSpan.FromMinutes(2));
        await PassAsync();

        _three.AssertComplete();
        Assert.Empty(_three.OpenAlerts());
        Assert.Equal("lagging", _three.StateOf("http://liar"));
    }

    private Task PassAsync() => _three.Watch.PassAsync(cancellation: Cancellation);
}
