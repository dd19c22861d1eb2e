using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;

namespace ChainWatch.Support;

/// <summary>Logs as the real contracts emit them, from the ABIs of <c>contracts-abi/</c>.</summary>
public static class Emitted
{
    public static Log EtherRelease(BigInteger amount, Address? to = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.PaymentSplitter.Event("PaymentReleased"), to ?? Some.Owner, amount);

    public static Log TokenRelease(BigInteger amount, Address? to = null, Address? token = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.PaymentSplitter.Event("ERC20PaymentReleased"), token ?? Some.Coin, to ?? Some.Owner, amount);

    public static Log Transfer(BigInteger amount, Address? from = null, Address? to = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.Erc20.Event("Transfer"), from ?? Some.Payer, to ?? Some.Owner, amount);

    public static Log DividendWithdrawal(BigInteger amount, Address? holder = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.Erc2222Dividend.Event("FundsWithdrawn"), holder ?? Some.Owner, amount);

    public static Log Deposit(BigInteger assets, BigInteger shares, Address? owner = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.Erc4626Vault.Event("Deposit"), Some.Owner, owner ?? Some.Owner, assets, shares);

    public static Log Withdraw(BigInteger assets, BigInteger shares, Address? owner = null, Address? receiver = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.Erc4626Vault.Event("Withdraw"), Some.Owner, receiver ?? Some.Owner, owner ?? Some.Owner, assets, shares);

    public static Log MapleWithdrawal(BigInteger amount, Address? holder = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.Erc2222DividendMaple.Event("FundsWithdrawn"), holder ?? Some.Owner, amount, amount * 2);

    public static Log EtherDividend(BigInteger amount, Address? holder = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.Erc1726Dividend.Event("DividendWithdrawn"), holder ?? Some.Owner, amount);

    public static Log StakingReward(BigInteger amount, Address? staker = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.StakingRewards.Event("RewardPaid"), staker ?? Some.Owner, amount);

    public static Log Staked(BigInteger amount, Address? staker = null) =>
        Some.Log(Some.Contract, ContractAbi.StakingRewards.Event("Staked"), staker ?? Some.Owner, amount);

    public static Log Unstaked(BigInteger amount, Address? staker = null) =>
        Some.Log(Some.Contract, ContractAbi.StakingRewards.Event("Withdrawn"), staker ?? Some.Owner, amount);

    public static Log EtherDistribution(BigInteger amount, Address split, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.SplitsV1.Event("DistributeETH"), split, amount, Some.Stranger);

    public static Log TokenDistribution(BigInteger amount, Address split, Address? token = null, Address? by = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.SplitsV1.Event("DistributeERC20"), split, token ?? Some.Coin, amount, Some.Stranger);

    public static Log SplitWithdrawal(BigInteger ether, IReadOnlyList<(Address Token, BigInteger Amount)> tokens, Address? account = null, Address? by = null) => Some.Log(
        by ?? Some.Contract,
        ContractAbi.SplitsV1.Event("Withdrawal"),
        account ?? Some.Owner,
        ether,
        tokens.Select(paid => (object)paid.Token).ToArray(),
        tokens.Select(paid => (object)paid.Amount).ToArray());

    public static Log SplitAnnounced(params IReadOnlyList<(Address Recipient, BigInteger Allocation)> allocations) => SplitAnnounced(0, allocations);

    /// <summary>A split's terms; the incentive is what its distributor gets, of 1,000,000.</summary>
    public static Log SplitAnnounced(int incentive, params IReadOnlyList<(Address Recipient, BigInteger Allocation)> allocations) => Some.Log(
        Some.Contract,
        ContractAbi.SplitsV2.Event("SplitUpdated"),
        (object)new object[]
        {
            allocations.Select(part => (object)part.Recipient).ToArray(),
            allocations.Select(part => (object)part.Allocation).ToArray(),
            allocations.Aggregate(BigInteger.Zero, (sum, part) => sum + part.Allocation),
            incentive,
        });

    public static Log Distributed(BigInteger amount, Address? token = null, Address? by = null, Address? distributor = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.SplitsV2.Event("SplitDistributed"), token ?? Some.Coin, distributor ?? Some.Stranger, amount);

    public static Log WarehouseTransfer(BigInteger amount, Address warehouse, Address? sender = null, Address? receiver = null, Address? token = null) => Some.Log(
        warehouse,
        ContractAbi.SplitsWarehouse.Event("Transfer"),
        Some.Contract,
        sender ?? Some.Contract,
        receiver ?? Some.Owner,
        new BigInteger((token ?? Some.Coin).ToArray(), isUnsigned: true, isBigEndian: true),
        amount);

    public static Log WarehouseWithdrawal(BigInteger amount, Address warehouse, Address? owner = null, Address? token = null) =>
        Some.Log(warehouse, ContractAbi.SplitsWarehouse.Event("Withdraw"), owner ?? Some.Owner, token ?? Some.Coin, Some.Stranger, amount, 7);

    /// <summary>An order on Seaport; items are its ItemType, token, number, amount and, where they are paid, to whom.</summary>
    public static Log Order(
        IReadOnlyList<(int Type, Address Token, BigInteger Piece, BigInteger Amount)> offer,
        IReadOnlyList<(int Type, Address Token, BigInteger Piece, BigInteger Amount, Address To)> consideration,
        Address? offerer = null,
        Address? taker = null,
        Address? by = null) => Some.Log(
            by ?? Some.Contract,
            ContractAbi.Seaport.Event("OrderFulfilled"),
            Some.Hash(3),
            offerer ?? Some.Payer,
            Address.Zero,
            taker ?? Some.Stranger,
            offer.Select(item => (object)new object[] { item.Type, item.Token, item.Piece, item.Amount }).ToArray(),
            consideration.Select(item => (object)new object[] { item.Type, item.Token, item.Piece, item.Amount, item.To }).ToArray());

    public static Log Authorization(Hash32 nonce, Address? by = null, Address? authorizer = null) =>
        Some.Log(by ?? Some.Contract, ContractAbi.Erc3009.Event("AuthorizationUsed"), authorizer ?? Some.Payer, nonce);

    public static Log Asked(string request, BigInteger amount, Address? controller = null) =>
        Some.Log(Some.Contract, ContractAbi.Erc7540Vault.Event(request), controller ?? Some.Owner, Some.Owner, 0, Some.Owner, amount);

    public static Log Priced(string claimable, BigInteger assets, BigInteger shares, Address? controller = null) =>
        Some.Log(Some.Contract, ContractAbi.Erc7540Vault.Event(claimable), controller ?? Some.Owner, 0, assets, shares);

    public static Log Claim(BigInteger amount, Address by, Address? sender = null) =>
        Some.Log(by, ContractAbi.Distribution.Event("Claimed"), sender ?? Some.Owner, Some.Owner, amount);
}
