using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;

namespace ChainWatch.LocalnetTests;

/// <summary>What stands in contracts-abi/ is what the recognizers ask it for.</summary>
public sealed class Contract_ABIs
{
    public static TheoryData<string> Families =>
        ["erc20", "payment-splitter", "erc2222-dividend", "erc4626-vault", "distribution", "distribution-factory", "safe", "aggregator-v3"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_has_the_events_and_functions_that_are_read(string family)
    {
        var (abi, events, functions) = Used(family);

        Assert.Equal(events, events.Select(name => abi.Event(name).Signature));
        Assert.Equal(functions, functions.Select(name => abi.Function(name).Signature));
    }

    [Fact]
    public void No_family_is_embedded_that_nobody_reads() => Assert.Equal(
        Families.Select(row => $"abi/{row.Data}.json").Order(),
        typeof(ContractAbi).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("abi/", StringComparison.Ordinal)).Order());

    private static (AbiContract Abi, string[] Events, string[] Functions) Used(string family) => family switch
    {
        "erc20" => (ContractAbi.Erc20, ["Transfer(address,address,uint256)"], ["symbol()", "decimals()", "balanceOf(address)", "transfer(address,uint256)"]),
        "payment-splitter" => (
            ContractAbi.PaymentSplitter, ["PaymentReleased(address,uint256)", "ERC20PaymentReleased(address,address,uint256)"], []),
        "erc2222-dividend" => (ContractAbi.Erc2222Dividend, ["FundsWithdrawn(address,uint256)"], ["fundsToken()"]),
        "erc4626-vault" => (
            ContractAbi.Erc4626Vault,
            ["Deposit(address,address,uint256,uint256)", "Withdraw(address,address,address,uint256,uint256)"],
            ["asset()", "convertToAssets(uint256)"]),
        "distribution" => (ContractAbi.Distribution, ["Claimed(address,address,uint256)"], ["token()", "currency()"]),
        "distribution-factory" => (ContractAbi.DistributionFactory, ["NewClone(address)"], ["implementation()"]),
        "safe" => (ContractAbi.Safe, ["ExecutionSuccess(bytes32,uint256)", "ExecutionFailure(bytes32,uint256)"], ["getOwners()", "getThreshold()", "getModulesPaginated(address,uint256)", "nonce()", "approvedHashes(address,bytes32)"]),
        "aggregator-v3" => (ContractAbi.AggregatorV3, [], ["latestRoundData()", "getRoundData(uint80)", "decimals()", "aggregator()", "phaseAggregators(uint16)"]),
        _ => throw new ArgumentOutOfRangeException(nameof(family)),
    };
}
