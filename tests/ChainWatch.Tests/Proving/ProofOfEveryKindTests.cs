using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Guarding;
using ChainWatch.Recognizing;
using ChainWatch.Reporting;
using ChainWatch.Support;

namespace ChainWatch.Tests.Proving;

/// <summary>What each kind records is proved by its evidence, and no row may say another thing than its log does, where the log tells it.</summary>
public sealed class ProofOfEveryKindTests : IDisposable
{
    private const string Paid = """[{"type":"event","name":"Paid","inputs":[{"name":"to","type":"address"},{"name":"amount","type":"uint256"}]}]""";
    private const string Abroad = "00000000000000000000000000000000abcdef07";

    private static readonly Address Other = Some.Address(40);
    private static readonly Hash32 One = Some.Hash(8);

    private readonly FakeWatch _watch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    // What is paid; how many payments and movements are proved by it.
    private static readonly (string Kind, string What, SourceSettings Source, Log[] Logs, int Rows)[] Cases =
    [
        Case("payment-splitter", "ether and a token", [Emitted.EtherRelease(70), Emitted.TokenRelease(80)], 2),
        Case("splits-v1", "credits", [Emitted.EtherDistribution(1000, Other), Emitted.TokenDistribution(9000, Other)], 2, ("Split", Other)),
        Case("splits-v1", "several distributions as one credit", [Emitted.TokenDistribution(200, Other), Emitted.TokenDistribution(150, Other)], 1, ("Split", Other)),
        Case("splits-v1", "a withdrawal", [Emitted.SplitWithdrawal(70, [(Some.Coin, 80)])], 2, ("Split", Other)),
        Case("splits-v2", "pushed", [Emitted.SplitAnnounced(incentive: 10_000, (Some.Owner, 3), (Some.Stranger, 7)), Emitted.Distributed(1009)], 1),
        Case("splits-v2", "pushed to all, the announcement unseen", [Emitted.Distributed(1009)], 1),
        Case("splits-v2", "credited and withdrawn", [Emitted.WarehouseTransfer(70, Other), Emitted.WarehouseWithdrawal(80, Other)], 2, ("Warehouse", Other)),
        Case("seaport-royalty", "two items", [Emitted.Order([(2, Other, 5, 1)], [(0, default, 0, 900, Some.Payer), (0, default, 0, 70, Some.Owner), (1, Some.Coin, 0, 80, Some.Owner)])], 2, ("Collections", Other)),
        Case("erc2222-dividend", "both forms", [Emitted.DividendWithdrawal(70), Emitted.MapleWithdrawal(80)], 2),
        Case("erc1726-dividend", "ether", [Emitted.EtherDividend(70)], 1),
        Case("distribution", "a claim", [Emitted.Claim(70, Some.Address(52))], 1),
        Case("tax-splitter", "ether and a token", [Some.Log(Some.Contract, ContractAbi.TaxSplitter.Event("Received"), Some.Payer, 70), Emitted.Transfer(80, to: Some.Contract, by: Some.Coin)], 2, ("Tokens", Some.Coin)),
        Case("staking-rewards", "a reward, and a stake", [Emitted.Staked(50), Emitted.StakingReward(70), Emitted.Unstaked(40)], 3),
        Case("erc4626-vault", "a gain and a loss", [Emitted.Deposit(100, 100), Emitted.Withdraw(120, 50), Emitted.Withdraw(20, 50)], 5),
        Case("erc7540-vault", "asked for, priced and claimed", [Emitted.Asked("DepositRequest", 100), Emitted.Priced("DepositClaimable", 100, 100), Emitted.Deposit(100, 100), Emitted.Withdraw(170, 50)], 5),
        Case("aave-v3", "supplied and withdrawn with interest", [Moved("AaveV3AToken", "Mint", 103, 3, 1), Moved("AaveV3AToken", "Burn", 47, 3, 1), Moved("AaveV3AToken", "Mint", 2, 3, 1), Handed(9)], 4),
        Case("compound-v3", "rewards", [Some.Log(Other, ContractAbi.CompoundV3Rewards.Event("RewardClaimed"), Some.Stranger, Some.Owner, Some.Coin, 70)], 1, ("Rewards", Other)),
        Case("compound-v3", "lent and borrowed", [InOne(Moved("CompoundV3", "Supply", 100)), InOne(Emitted.Transfer(99, from: Address.Zero)), InOne(Moved("CompoundV3", "Withdraw", 600)), InOne(Emitted.Transfer(60, from: Some.Owner, to: Address.Zero)), Handed(9)], 3),
        Case("lido", "staked and handed on", [Emitted.Transfer(100, from: Address.Zero), Handed(9)], 2),
        Case("superfluid-pool", "a claim", [Some.Log(Some.Contract, ContractAbi.SuperfluidPool.Event("DistributionClaimed"), Some.Coin, Some.Owner, 70, 500)], 1),
        Case("superfluid-stream", "handed on", [Handed(9)], 1),
        Case("erc20-payments", "a transfer", [Emitted.Transfer(70)], 1),
        Case("native-payments", "what a Safe logs", [Some.Log(Some.Owner, ContractAbi.Safe.Event("SafeReceived"), Some.Payer, 70)], 1),
        Case("abi-event", "without payer", [Some.Log(Some.Contract, AbiContract.FromJson(System.Text.Encoding.UTF8.GetBytes(Paid)).Event("Paid"), Some.Owner, 70)], 1),
    ];

    public static TheoryData<string, string> All => [.. Cases.Select(each => (each.Kind, each.What))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_it_records_is_verified_and_stays_so(string kind, string what)
    {
        var rows = await RecordAsync(kind, what);

        Assert.Equal(rows, _watch.Ledger.Value<long>("SELECT (SELECT count(*) FROM income WHERE proof = 'verified') + (SELECT count(*) FROM movement WHERE proof = 'verified')"));
        Assert.Null(Breach());
        Assert.All(_watch.Ledger.Query<long>("SELECT id FROM income"), id => Assert.True(ProofDetail.Read(_watch.Ledger.Ledger, id)!.Holds));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Another_amount_beneficiary_or_payer_is_found_wherever_the_log_tells_it(string kind, string what)
    {
        await RecordAsync(kind, what);
        _watch.Ledger.ExecuteAlone($"INSERT INTO token (chain_id, address, symbol, decimals) VALUES (31337, x'{Abroad}', 'ELSE', 6)");

        foreach (var (table, id) in _watch.Ledger.Query<(string, long)>("SELECT 'income', id FROM income UNION ALL SELECT 'movement', id FROM movement"))
        {
            var tellsNothingOfTheOwner = table == "income" && (kind, what) is ("splits-v1", "credits" or "several distributions as one credit") or ("splits-v2", "pushed" or "pushed to all, the announcement unseen");
            var amount = table == "movement" ? "assets" : "amount";
            MustNotice(!(tellsNothingOfTheOwner && kind == "splits-v1"), table, id, amount, "'500000'");
            MustNotice(!tellsNothingOfTheOwner, table, id, "beneficiary", $"x'{Abroad}'");
            if (table == "income")
            {
                MustNotice(true, table, id, "payer", $"x'{Abroad}'");
                MustNotice(true, table, id, "occurred_at", "occurred_at + 1");
            }

            if (tellsNothingOfTheOwner)
            {
                MustNotice(true, table, id, "token", $"x'{Abroad}'");
            }
        }
    }

    [Theory]
    [InlineData("aave-v3", "supplied and withdrawn with interest", "UPDATE movement SET assets = '103', shares = '103' WHERE assets = '100'")]
    [InlineData("compound-v3", "lent and borrowed", "UPDATE movement SET assets = '600', shares = '600' WHERE assets = '60'")]
    [InlineData("splits-v2", "pushed", "UPDATE income SET amount = '1010'")]
    [InlineData("erc7540-vault", "asked for, priced and claimed", "UPDATE income SET amount = '171'")]
    [InlineData("payment-splitter", "ether and a token", "UPDATE income SET amount = '-70' WHERE amount = '70'")]
    public async Task A_figure_of_the_log_that_is_not_the_row_s_is_found(string kind, string what, string damage)
    {
        await RecordAsync(kind, what);

        _watch.Ledger.ExecuteAlone(damage);

        Assert.NotNull(Breach());
    }

    [Fact]
    public void Every_kind_is_among_them() => Assert.Equal(SourceKinds.Names.Order(StringComparer.Ordinal), Cases.Select(each => each.Kind).Distinct().Order(StringComparer.Ordinal));

    private async Task<int> RecordAsync(string kind, string what)
    {
        var (_, _, source, logs, rows) = Cases.Single(each => (each.Kind, each.What) == (kind, what));
        Stand(kind);
        _watch.Sources = [source];
        _watch.Chain.Mine(logs);
        await _watch.PassAsync(cancellation: Cancellation);
        return rows;
    }

    private void Stand(string kind)
    {
        var chain = _watch.Chain;
        chain.DeployToken();
        switch (kind)
        {
            case "splits-v1": chain.Deploy(Some.Contract, Owed); break;
            case "distribution":
                chain.DeployDistributionFactory(Some.Address(50));
                chain.DeployDistribution(Some.Address(52), Some.Address(50), Some.Coin, Some.Coin);
                break;
            case "tax-splitter": chain.Answer(Some.Contract, ContractAbi.TaxSplitter.Function("escrow"), Some.Stranger); break;
            case "erc2222-dividend": chain.DeployDividend(); break;
            case "erc1726-dividend": chain.DeployEtherDividend(); break;
            case "staking-rewards": chain.DeployStakingRewards(); break;
            case "erc4626-vault" or "erc7540-vault": chain.DeployVault(); break;
            case "aave-v3" or "compound-v3" or "lido" or "superfluid-pool" or "superfluid-stream": chain.DeployGrowing(Some.Contract, _ => 1000); break;
            default: chain.Deploy(Some.Contract); break;
        }
    }

    // SplitMain: it knows the split, and from the first block on owes the owner 300.
    private static byte[] Owed(ulong block, ReadOnlyMemory<byte> call) =>
        ContractAbi.SplitsV1.Function("getHash").Matches(call.Span) ? One.ToArray() : AbiCodec.Encode([ContractAbi.SplitsV1.Function("getETHBalance").Outputs[0].Type], [block > 0 ? 300 : 0]);

    private void MustNotice(bool expected, string table, long id, string column, string value)
    {
        var before = _watch.Ledger.Query<string>($"SELECT quote({column}) FROM {table} WHERE id = {id}").Single();
        _watch.Ledger.ExecuteAlone($"UPDATE {table} SET {column} = {value} WHERE id = {id}");
        Assert.True((Breach() is not null) == expected, $"{table} {id}: {column} = {value}: {Breach() ?? "nothing is found"}");
        _watch.Ledger.ExecuteAlone($"UPDATE {table} SET {column} = {before} WHERE id = {id}");
    }

    private string? Breach() => _watch.Ledger.Ledger.Read(ProofVerification.FindUnproved);

    private static Log Moved(string contract, string name, params BigInteger[] figures)
    {
        var declared = (contract == "CompoundV3" ? ContractAbi.CompoundV3 : ContractAbi.AaveV3AToken).Event(name);
        return Some.Log(Some.Contract, declared, [name is "Mint" or "Supply" ? Some.Stranger : Some.Owner, Some.Owner, .. figures.Cast<object>()]);
    }

    private static Log Handed(BigInteger amount) => Emitted.Transfer(amount, from: Some.Owner, to: Some.Stranger);

    private static Log InOne(Log log) => log with { TransactionHash = One };

    private static (string, string, SourceSettings, Log[], int) Case(string kind, string what, Log[] logs, int rows, params (string Key, Address Value)[] options)
    {
        (string, string)[] all = kind == "abi-event"
            ? [("AbiFile", Paid), ("Event", "Paid"), ("Arguments", "Beneficiary=to"), ("Arguments", "Amount=amount"), ("Token", Some.Coin.ToString())]
            : [.. options.Select(option => (option.Key, option.Value.ToString()))];
        return (kind, what, Some.Source(kind, beneficiary: kind == "tax-splitter" ? Some.Contract : null, options: all), logs, rows);
    }
}
