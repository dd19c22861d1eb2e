using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;

namespace ChainWatch.LocalnetTests;

/// <summary>What stands in contracts-abi/ is what the recognizers ask it for.</summary>
public sealed class Contract_ABIs
{
    public static TheoryData<string> Families =>
    [
        "erc20", "payment-splitter", "erc2222-dividend", "erc4626-vault", "distribution", "distribution-factory", "safe", "aggregator-v3",
        "splits-v1", "splits-v2", "splits-warehouse", "seaport", "erc2981", "erc2222-dividend-maple", "erc1726-dividend", "staking-rewards",
        "erc7540-vault", "erc3009", "erc3643", "aave-v3-atoken", "compound-v3", "compound-v3-rewards", "lido", "superfluid-pool", "superfluid-token",
        "superfluid-cfa", "superfluid-host", "tax-splitter",
    ];

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
        "splits-v1" => (
            ContractAbi.SplitsV1,
            ["DistributeETH(address,uint256,address)", "DistributeERC20(address,address,uint256,address)", "Withdrawal(address,uint256,address[],uint256[])"],
            ["getHash(address)", "getETHBalance(address)", "getERC20Balance(address,address)"]),
        "splits-v2" => (ContractAbi.SplitsV2, ["SplitUpdated((address[],uint256[],uint256,uint16))", "SplitDistributed(address,address,uint256)"], []),
        "splits-warehouse" => (
            ContractAbi.SplitsWarehouse, ["Transfer(address,address,address,uint256,uint256)", "Withdraw(address,address,address,uint256,uint256)"], []),
        "seaport" => (
            ContractAbi.Seaport, ["OrderFulfilled(bytes32,address,address,address,(uint8,address,uint256,uint256)[],(uint8,address,uint256,uint256,address)[])"], []),
        "erc2981" => (ContractAbi.Erc2981, [], ["royaltyInfo(uint256,uint256)"]),
        "erc2222-dividend-maple" => (ContractAbi.Erc2222DividendMaple, ["FundsWithdrawn(address,uint256,uint256)"], []),
        "erc1726-dividend" => (ContractAbi.Erc1726Dividend, ["DividendWithdrawn(address,uint256)"], ["withdrawnDividendOf(address)"]),
        "staking-rewards" => (
            ContractAbi.StakingRewards, ["RewardPaid(address,uint256)", "Staked(address,uint256)", "Withdrawn(address,uint256)"], ["rewardsToken()", "stakingToken()"]),
        "erc7540-vault" => (
            ContractAbi.Erc7540Vault,
            [
                "DepositRequest(address,address,uint256,address,uint256)", "RedeemRequest(address,address,uint256,address,uint256)",
                "DepositClaimable(address,uint256,uint256,uint256)", "RedeemClaimable(address,uint256,uint256,uint256)",
            ],
            ["asset()"]),
        "erc3009" => (ContractAbi.Erc3009, ["AuthorizationUsed(address,bytes32)"], ["authorizationState(address,bytes32)"]),
        "erc3643" => (
            ContractAbi.Erc3643,
            ["AddressFrozen(address,bool,address)", "TokensFrozen(address,uint256)", "TokensUnfrozen(address,uint256)", "RecoverySuccess(address,address,address)"],
            ["isFrozen(address)", "getFrozenTokens(address)"]),
        "aave-v3-atoken" => (
            ContractAbi.AaveV3AToken,
            ["Mint(address,address,uint256,uint256,uint256)", "Burn(address,address,uint256,uint256,uint256)"],
            ["balanceOf(address)", "UNDERLYING_ASSET_ADDRESS()"]),
        "compound-v3" => (
            ContractAbi.CompoundV3,
            ["Supply(address,address,uint256)", "Withdraw(address,address,uint256)", "Transfer(address,address,uint256)"],
            ["balanceOf(address)", "baseToken()"]),
        "compound-v3-rewards" => (ContractAbi.CompoundV3Rewards, ["RewardClaimed(address,address,address,uint256)"], []),
        "lido" => (ContractAbi.Lido, [], ["balanceOf(address)", "getTotalPooledEther()"]),
        "superfluid-pool" => (
            ContractAbi.SuperfluidPool, ["DistributionClaimed(address,address,int256,int256)"], ["getTotalAmountReceivedByMember(address)", "superToken()"]),
        "superfluid-token" => (ContractAbi.SuperfluidToken, [], ["realtimeBalanceOfNow(address)", "getHost()"]),
        "superfluid-cfa" => (
            ContractAbi.SuperfluidCfa,
            ["FlowUpdated(address,address,address,int96,int256,int256,bytes)"],
            ["getNetFlow(address,address)", "getFlow(address,address,address)"]),
        "superfluid-host" => (ContractAbi.SuperfluidHost, [], ["getAgreementClass(bytes32)"]),
        "tax-splitter" => (
            ContractAbi.TaxSplitter,
            ["Received(address,uint256)", "Released(address,uint256,uint256,uint16)"],
            ["release(address)", "releasable(address)", "admin()", "escrow()", "owner()", "basisPoints()", "cap()"]),
        "safe" => (ContractAbi.Safe, ["ExecutionSuccess(bytes32,uint256)", "ExecutionFailure(bytes32,uint256)"], ["getOwners()", "getThreshold()", "getModulesPaginated(address,uint256)", "nonce()", "approvedHashes(address,bytes32)"]),
        "aggregator-v3" => (ContractAbi.AggregatorV3, [], ["latestRoundData()", "getRoundData(uint80)", "decimals()", "aggregator()", "phaseAggregators(uint16)"]),
        _ => throw new ArgumentOutOfRangeException(nameof(family)),
    };
}
