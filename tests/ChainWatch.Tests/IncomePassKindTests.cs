using ChainWatch.Ethereum.Abi;
using ChainWatch.Guarding;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>What must be asked of contracts on the way, and what is made of the answers.</summary>
public sealed class IncomePassKindTests : IDisposable
{
    private readonly FakeWatch _watch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_payment_in_a_token_that_says_nothing_of_itself_is_recorded_in_quarantine()
    {
        _watch.Sources = [Some.Source()];
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.Mine(Emitted.TokenRelease(5), Emitted.EtherRelease(6));

        await PassAsync();

        Assert.Equal([("5", true), ("6", false)], _watch.Ledger.Query<(string, bool)>("SELECT amount, quarantine IS NOT NULL FROM income ORDER BY log_index"));
    }

    [Fact]
    public async Task A_token_that_changes_its_decimals_later_changes_no_figure()
    {
        _watch.Sources = [Some.Source()];
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.DeployToken(decimals: 6);
        _watch.Chain.Mine(Emitted.TokenRelease(5));
        await PassAsync();
        _watch.Chain.DeployToken(symbol: "EVIL", decimals: 0);
        _watch.Chain.Mine(Emitted.TokenRelease(6));

        await PassAsync();

        Assert.Equal([("USDC", 6L)], _watch.Ledger.Query<(string, long)>("SELECT symbol, decimals FROM token"));
    }

    [Fact]
    public async Task A_token_is_believed_as_it_was_at_its_first_payment_however_late_it_is_read()
    {
        ShiftAfter(block: 2);
        _watch.Chain.Mine(Emitted.TokenRelease(5));
        _watch.Chain.Mine();
        _watch.Chain.Mine(Emitted.TokenRelease(6));

        await PassAsync();

        Assert.Equal([("USDC", 6L, 1L)], _watch.Ledger.Query<(string, long, long)>("SELECT symbol, decimals, block_number FROM token"));
    }

    [Fact]
    public async Task A_token_is_believed_as_it_is_now_where_the_state_of_then_is_gone()
    {
        ShiftAfter(block: 2);
        _watch.Chain.Mine(Emitted.TokenRelease(5));
        _watch.Chain.MineTo(5);
        _watch.Chain.KeepsStateFrom = 3;

        await PassAsync();

        Assert.Equal([("EVIL", 0L)], _watch.Ledger.Query<(string, long)>("SELECT symbol, decimals FROM token"));
    }

    [Fact]
    public async Task A_token_is_asked_anew_once_a_reorg_took_back_all_that_was_paid_in_it()
    {
        ShiftAfter(block: 2);
        _watch.Chain.Mine();
        _watch.Chain.Mine(Emitted.TokenRelease(5));
        await PassAsync();
        Assert.Equal(["6"], Decimals());
        _watch.Chain.ReorgTo(1);
        _watch.Chain.MineTo(2);
        var branch = _watch.Chain.Mine(Emitted.TokenRelease(6));

        await PassAsync();
        Assert.Equal(["0"], Decimals());

        // What stands is counted in it: another block in which it says something else changes nothing.
        _watch.Chain.Mine(Emitted.TokenRelease(7));
        await PassAsync();
        _watch.Chain.ReorgTo(branch.Number);
        ShiftAfter(block: 100);
        _watch.Chain.Mine(Emitted.TokenRelease(8));
        await PassAsync();
        Assert.Equal(["0"], Decimals());
    }

    [Fact]
    public async Task A_gain_follows_from_movements_of_earlier_passes()
    {
        await DepositedAsync();
        _watch.Chain.Mine(Emitted.Withdraw(150, 100));

        await PassAsync();

        Assert.Equal(["50"], _watch.Ledger.Query<string>("SELECT amount FROM income"));
        Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger), invariant => Assert.Null(invariant.Broken));
    }

    [Fact]
    public async Task A_deposit_that_a_reorg_took_back_has_no_part_in_later_gains()
    {
        await DepositedAsync();
        _watch.Chain.ReorgTo(0);
        _watch.Chain.Mine(Emitted.Deposit(40, 100));
        _watch.Chain.Mine(Emitted.Withdraw(150, 100));

        await PassAsync();

        Assert.Equal(["110"], _watch.Ledger.Query<string>("SELECT amount FROM income WHERE orphaned_at IS NULL"));
    }

    [Fact]
    public async Task A_quarantined_gain_is_put_right_once_the_first_deposit_is_read()
    {
        _watch.Chain.DeployVault();
        _watch.Chain.Mine(Emitted.Deposit(100, 100));
        _watch.Chain.Mine(Emitted.Withdraw(150, 100));
        _watch.Sources = [Some.Source("erc4626-vault", fromBlock: 2)];
        await PassAsync();
        Assert.Equal([("150", true)], _watch.Ledger.Query<(string, bool)>("SELECT amount, quarantine IS NOT NULL FROM income"));

        _watch.Sources = [Some.Source("erc4626-vault", fromBlock: 0)];
        _watch.Restart();
        await PassAsync();

        Assert.Equal([("50", false)], _watch.Ledger.Query<(string, bool)>("SELECT amount, quarantine IS NOT NULL FROM income"));
    }

    [Fact]
    public async Task Shares_of_one_vault_are_no_cost_of_another_that_takes_its_place_under_the_same_name()
    {
        await DepositedAsync();
        _watch.Chain.DeployVault(vault: Some.Address(70));
        _watch.Chain.Mine(Emitted.Deposit(10, 100, by: Some.Address(70)));
        _watch.Chain.Mine(Emitted.Withdraw(30, 100, by: Some.Address(70)));
        _watch.Sources = [Some.Source("erc4626-vault", contract: Some.Address(70))];
        _watch.Restart();

        await PassAsync();

        Assert.Equal(["20"], _watch.Ledger.Query<string>("SELECT amount FROM income"));
    }

    [Fact]
    public async Task A_dividend_is_asked_who_it_is_once()
    {
        _watch.Sources = [Some.Source("distribution", token: Some.Address(51))];
        _watch.Chain.DeployDistributionFactory(Some.Address(50));
        _watch.Chain.DeployDistribution(Some.Address(52), Some.Address(50), Some.Address(51), Some.Coin);
        _watch.Chain.DeployToken();
        _watch.Chain.Mine(Emitted.Claim(1, Some.Address(52)));
        await PassAsync();
        var before = _watch.Chain.Requests.Count(method => method is "eth_getCode" or "eth_call");
        _watch.Chain.Mine(Emitted.Claim(2, Some.Address(52)));

        await PassAsync();

        Assert.Equal(["1", "2"], _watch.Ledger.Query<string>("SELECT amount FROM income ORDER BY id"));
        Assert.Equal(before, _watch.Chain.Requests.Count(method => method is "eth_getCode" or "eth_call"));
    }

    [Fact]
    public void Every_kind_can_be_opened_by_its_name() =>
        Assert.Equal(
            [
                "aave-v3", "abi-event", "compound-v3", "distribution", "erc1726-dividend", "erc20-payments", "erc2222-dividend", "erc4626-vault", "erc7540-vault", "lido",
                "native-payments", "payment-splitter", "seaport-royalty", "splits-v1", "splits-v2", "staking-rewards", "superfluid-pool", "superfluid-stream", "tax-splitter",
            ],
            SourceKinds.Names.Order(StringComparer.Ordinal));

    private async Task DepositedAsync()
    {
        _watch.Chain.DeployVault();
        _watch.Sources = [Some.Source("erc4626-vault")];
        _watch.Chain.Mine(Emitted.Deposit(100, 100));
        await PassAsync();
    }

    // A token of 6 decimals, and of none after a block.
    private void ShiftAfter(ulong block)
    {
        _watch.Sources = [Some.Source()];
        _watch.Chain.Deploy(Some.Contract);
        var (symbol, decimals) = (ContractAbi.Erc20.Function("symbol"), ContractAbi.Erc20.Function("decimals"));
        _watch.Chain.Deploy(Some.Coin, (at, call) => symbol.Matches(call.Span)
            ? AbiCodec.Encode([symbol.Outputs[0].Type], [at > block ? "EVIL" : "USDC"])
            : AbiCodec.Encode([decimals.Outputs[0].Type], [at > block ? 0 : 6]));
    }

    private IReadOnlyList<string> Decimals() => _watch.Ledger.Query<string>("SELECT decimals FROM token");

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);
}
