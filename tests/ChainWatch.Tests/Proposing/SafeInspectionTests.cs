using ChainWatch.Alerts;
using ChainWatch.Proposing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Proposing;

/// <summary>To which Safe nothing is proposed.</summary>
public sealed class SafeInspectionTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public void Dispose() => _books.Dispose();

    public static TheoryData<string, Action<FakeSafe>> Changes => new()
    {
        { "an owner was swapped", safe => safe.Owners[0] = Some.Stranger },
        { "an owner came", safe => safe.Owners.Add(Some.Stranger) },
        { "an owner left", safe => safe.Owners.RemoveAt(0) },
        { "the threshold fell", safe => safe.Threshold = 1 },
        { "the threshold rose", safe => safe.Threshold = 3 },
        { "a module was enabled", safe => safe.Modules.Add(Some.Stranger) },
        { "a guard was set", safe => safe.SetGuard(Some.Stranger) },
        { "the fallback handler was changed", safe => safe.SetFallbackHandler(Some.Stranger) },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task A_changed_Safe_is_proposed_nothing_until_somebody_accepts_it(string what, Action<FakeSafe> change)
    {
        await _books.DraftAsync(1000);
        change(_books.Safe);
        _books.Pay(1000);

        for (var pass = 0; pass < 3; pass++)
        {
            Assert.True(await _books.ProposeAsync() == 0, what);
        }

        var alert = Assert.Single(_books.Alerts);
        Assert.Equal((Severity.Critical, $"treasury {_books.Safe.Address}"), (alert.Severity, alert.Subject));
        Assert.Single(_books.Proposals);

        await AcceptAsync();
        Assert.True(await _books.ProposeAsync() == 1, what);
        Assert.Empty(_books.Alerts);
    }

    [Fact]
    public async Task The_order_in_which_a_Safe_tells_its_owners_is_no_change()
    {
        await _books.DraftAsync(1000);
        (_books.Safe.Owners[0], _books.Safe.Owners[1]) = (_books.Safe.Owners[1], _books.Safe.Owners[0]);
        await _books.DraftAsync(1000);
        Assert.Empty(_books.Alerts);
    }

    [Fact]
    public async Task A_Safe_that_changes_back_is_proposed_to_again_and_the_alert_is_closed()
    {
        await _books.DraftAsync(1000);
        _books.Safe.Threshold = 1;
        _books.Pay(1000);
        Assert.Equal(0, await _books.ProposeAsync());

        _books.Safe.Threshold = 2;
        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Empty(_books.Alerts);
    }

    [Fact]
    public async Task A_Safe_that_one_owner_moves_alone_is_refused_above_MultisigAbove()
    {
        _books.Safe.Threshold = 1;
        _books.Pay(1000, value: "250000.05");
        Assert.Equal(0, await _books.ProposeAsync());

        var alert = Assert.Single(_books.Alerts);
        Assert.Equal(Severity.Critical, alert.Severity);
        Assert.Contains("50000.01 USD is at stake", alert.Message, StringComparison.Ordinal);
        Assert.Empty(_books.Proposals);

        _books.Escrow = _books.Escrow with { MultisigAbove = TreasuryBooks.Usd("50000.01") };
        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Empty(_books.Alerts);
    }

    [Fact]
    public async Task What_stands_in_open_proposals_is_at_stake_too()
    {
        _books.Safe.Threshold = 1;
        _books.Pay(1000, value: "200000");
        Assert.Equal(1, await _books.ProposeAsync());

        _books.Pay(1000, value: "200000");
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Contains("80000.00 USD is at stake", Assert.Single(_books.Alerts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Safe_that_hashes_otherwise_is_refused()
    {
        _books.Safe.HashesOtherwise = true;
        _books.Pay(1000);

        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => _books.ProposeAsync());

        Assert.Equal((Refusal.Refused, "unknown-safe"), (refused.Refusal, refused.Code));
        Assert.Contains("it hashes transaction 0 as 0x", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_books.Proposals);
    }

    [Fact]
    public async Task A_singleton_with_other_code_is_refused()
    {
        _books.Chain.Deploy(FakeSafe.Singleton, [0x60, 0x00]);
        await MustBeRefusedAsync($"{FakeSafe.Singleton}, is no Safe that ChainWatch knows");
    }

    [Fact]
    public async Task A_treasury_that_is_no_contract_is_refused()
    {
        _books.Treasury = _books.Treasury with { Address = Some.Stranger };
        _books.Books.Temp.Execute("UPDATE income SET beneficiary = @Stranger", new { Some.Stranger });
        var id = _books.Pay(1000);
        _books.Books.Temp.Execute("UPDATE income SET beneficiary = @Stranger WHERE id = @id", new { Some.Stranger, id });
        Assert.Contains("is no Safe that ChainWatch knows", (await Assert.ThrowsAsync<ChainWatchException>(() => _books.ProposeAsync())).Message, StringComparison.Ordinal);
        Assert.Empty(_books.Proposals);
    }

    [Fact]
    public async Task A_proxy_that_does_not_answer_as_a_Safe_is_refused()
    {
        _books.Chain.Deploy(_books.Safe.Address, (_, _) => null);
        await MustBeRefusedAsync("it does not answer getOwners()");

        _books.Chain.Deploy(_books.Safe.Address, (_, _) => []);
        await MustBeRefusedAsync("it does not answer getOwners()");
    }

    private async Task MustBeRefusedAsync(string reason)
    {
        _books.Pay(1000);
        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => _books.ProposeAsync());
        Assert.Equal("unknown-safe", refused.Code);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_books.Proposals);
    }

    // As chainwatch escrow accept does.
    private async Task AcceptAsync()
    {
        _books.Books.Clock.Advance(TimeSpan.FromSeconds(1));
        var chain = new Chains.Chain(Some.ChainSettings(), _books.Chain, _books.Books.Clock);
        var condition = await new SafeReader(chain, _books.Safe.Address).ReadConditionAsync(TestContext.Current.CancellationToken);
        _books.Ledger.Write(connection => InspectionBook.Accept(connection, 31337, _books.Safe.Address, condition, _books.Books.Clock.GetUtcNow()));
    }
}
