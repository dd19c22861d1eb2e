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

    public static Log Claim(BigInteger amount, Address by, Address? sender = null) =>
        Some.Log(by, ContractAbi.Distribution.Event("Claimed"), sender ?? Some.Owner, Some.Owner, amount);
}
