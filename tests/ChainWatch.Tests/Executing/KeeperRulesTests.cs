using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Executing;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Executing;

public sealed class KeeperRulesTests
{
    private static readonly Address Safe = Some.Address(100);
    private static readonly Address Splitter = Some.Address(101);
    private static readonly byte[] Execute = ContractAbi.Safe.Function("execTransaction").Selector;
    private static readonly byte[] Release = Convert.FromHexString("19165587");

    private readonly KeeperRules _rules = new(31337, [Safe], [Splitter]);

    [Fact]
    public void Executing_at_a_Safe_and_releasing_at_a_splitter_may_be_signed()
    {
        _rules.Require(Call(Safe, Execute));
        _rules.Require(Call(Splitter, Release));
    }

    [Fact]
    public void Nothing_else_may()
    {
        Refused(Call(Safe, Release), "something else");
        Refused(Call(Splitter, Execute), "something else");
        Refused(Call(Safe, ContractAbi.Safe.Function("approveHash").Selector), "something else");
        Refused(Call(Safe, []), "something else");
        Refused(Call(Some.Coin, ContractAbi.Erc20.Function("transfer").Selector), "no configured Safe");
        Refused(Call(Safe, Execute) with { Value = 1 }, "moves coins");
        Refused(Call(Safe, Execute) with { To = null }, "creates a contract");
        Refused(Call(Safe, Execute) with { ChainId = 1 }, "for chain 1");
        Refused(Call(Safe, Execute) with { Type = TransactionType.SetCode }, "no plain call");
    }

    private void Refused(Transaction transaction, string rule)
    {
        var refused = Assert.Throws<ChainWatchException>(() => _rules.Require(transaction));
        Assert.Equal("keeper-rules", refused.Code);
        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);
    }

    private static Transaction Call(Address to, byte[] data) => new()
    {
        Type = TransactionType.DynamicFee,
        ChainId = 31337,
        Nonce = 0,
        GasLimit = 100_000,
        MaxFeePerGas = 1,
        MaxPriorityFeePerGas = 1,
        To = to,
        Data = data,
    };
}
