using ChainWatch.Ethereum;
using ChainWatch.Guarding;
using ChainWatch.Recognizing;
using ChainWatch.Reporting;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>Tax follows the meaning: what is recorded as what, and what is counted once.</summary>
public sealed class IncomePassMeaningTests : IDisposable
{
    private static readonly Address Warehouse = Some.Address(40);
    private static readonly Address OtherSplit = Some.Address(41);

    private readonly FakeWatch _watch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task What_is_credited_and_then_paid_is_counted_once()
    {
        _watch.Sources = [Pull("label-split", Some.Contract)];
        Deploy();
        _watch.Chain.Mine(Emitted.WarehouseTransfer(300, Warehouse));
        _watch.Chain.Mine(Emitted.WarehouseWithdrawal(299, Warehouse));

        await PassAsync();

        Assert.Equal([("distributed", "300"), ("received", "299")], _watch.Ledger.Query<(string, string)>("SELECT stage, amount FROM income ORDER BY id"));
        Assert.Equal(["299"], IncomeTotals.Read(_watch.Ledger.Ledger).Select(total => total.Amount.BaseUnits));
        Assert.Equal(1, Assert.Single(SourceList.Read(_watch.Ledger.Ledger, _watch.Settings)).Payments);
    }

    [Fact]
    public async Task A_withdrawal_for_two_splits_is_booked_for_one_of_them()
    {
        _watch.Sources = [Pull("label-split", Some.Contract), Pull("band-split", OtherSplit)];
        Deploy();
        _watch.Chain.Mine(Emitted.WarehouseTransfer(300, Warehouse), Emitted.WarehouseTransfer(50, Warehouse, sender: OtherSplit));
        _watch.Chain.Mine(Emitted.WarehouseWithdrawal(349, Warehouse));
        await PassAsync();
        _watch.Chain.ReorgTo(1);
        _watch.Chain.Mine(Emitted.WarehouseWithdrawal(348, Warehouse));
        _watch.Chain.Mine();

        await PassAsync();

        Assert.Equal(
            [("distributed", "300"), ("distributed", "50"), ("received", "348")],
            _watch.Ledger.Query<(string, string)>("SELECT stage, amount FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index"));
        Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger), invariant => Assert.Null(invariant.Broken));
    }

    [Fact]
    public async Task What_one_wallet_of_the_owner_pays_another_is_a_movement()
    {
        _watch.Sources =
        [
            Some.Source("erc20-payments", payers: [Some.Payer, Some.Address(42)]),
            Some.Source("payment-splitter", contract: Some.Address(43), beneficiary: Some.Address(42)),
        ];
        _watch.Chain.DeployToken(Some.Contract);
        _watch.Chain.Deploy(Some.Address(43));
        _watch.Chain.Mine(Emitted.Transfer(5), Emitted.Transfer(6, from: Some.Address(42)));

        await PassAsync();

        Assert.Equal(["5"], _watch.Ledger.Query<string>("SELECT amount FROM income"));
        Assert.Equal([("OwnTransfer", "6", "0")], _watch.Ledger.Query<(string, string, string)>("SELECT direction, assets, shares FROM movement"));
    }

    [Fact]
    public async Task An_alarm_is_open_until_it_is_over()
    {
        DeployShares();
        _watch.Chain.Mine(Frozen(true));
        await PassAsync();
        Assert.Contains("froze the wallet", Assert.Single(Open()), StringComparison.Ordinal);
        _watch.Chain.Mine(Frozen(false));

        await PassAsync();

        Assert.Empty(Open());
    }

    [Fact]
    public async Task An_alarm_that_a_reorg_took_back_is_over()
    {
        DeployShares();
        _watch.Chain.Mine();
        _watch.Chain.Mine(Frozen(true));
        await PassAsync();
        Assert.Single(Open());
        _watch.Chain.ReorgTo(1);
        _watch.Chain.MineTo(3);

        await PassAsync();

        Assert.Empty(Open());
    }

    [Fact]
    public async Task The_note_of_a_payment_is_shown()
    {
        DeployShares();
        _watch.Chain.Mine(
            Emitted.Authorization(Some.Hash(8)) with { TransactionHash = Some.Hash(1) }, Emitted.Transfer(5) with { TransactionHash = Some.Hash(1) });

        await PassAsync();

        Assert.Equal($"invoice {Some.Hash(8)} (EIP-3009)", Assert.Single(IncomeList.Read(_watch.Ledger.Ledger, new IncomeFilter())).Note);
    }

    private static SourceSettings Pull(string name, Address split) => Some.Source("splits-v2", name, split, options: [("Warehouse", Warehouse.ToString())]);

    private static Log Frozen(bool frozen) => Some.Log(Some.Contract, ContractAbi.Erc3643.Event("AddressFrozen"), Some.Owner, frozen, Some.Stranger);

    private void Deploy()
    {
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.Deploy(OtherSplit);
        _watch.Chain.DeployToken();
    }

    private void DeployShares()
    {
        _watch.Sources = [Some.Source("erc20-payments", "estate-rent")];
        _watch.Chain.DeployToken(Some.Contract);
        _watch.Chain.Answer(Some.Contract, ContractAbi.Erc3643.Function("isFrozen").Encode(Some.Owner), () => new byte[32]);
        _watch.Chain.Answer(Some.Contract, ContractAbi.Erc3009.Function("authorizationState").Encode(Some.Owner, default(Hash32)), () => new byte[32]);
    }

    private IReadOnlyList<string> Open() => _watch.Ledger.Query<string>("SELECT message FROM alert WHERE closed_at IS NULL AND key LIKE 'seen:%'");

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);
}
