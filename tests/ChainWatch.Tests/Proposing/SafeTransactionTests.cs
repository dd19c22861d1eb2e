using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Support;
using ChainWatch.Tests.Signing;

namespace ChainWatch.Tests.Proposing;

public sealed class SafeTransactionTests
{
    private static readonly Address GnosisSafe = Address.Parse("0xAedF684C1c41B51CbD228116e11484425d2FACB9");

    // safe-eth-py, tests/mocks/mock_transactions.py: a transaction that was executed on Gnosis Chain.
    private static readonly SafeTransaction Executed = new(
        100, GnosisSafe, 5, GnosisSafe, 0, Hex.Decode(
            "0xe318b52b"
            + "0000000000000000000000000000000000000000000000000000000000000001"
            + "000000000000000000000000c6b82ba149cfa113f8f48d5e3b1f78e933e16dfd"
            + "0000000000000000000000003066786706ff0b6e71044e55074dbae7d01573cb"));

    [Fact]
    public void The_hash_is_that_by_which_a_Safe_on_Gnosis_Chain_executed_it() =>
        Assert.Equal(Hash32.Parse("0x06c88df42a8ab64b2b2c5e2b5c8c4df384c267b39929a8416d1518db23f91783"), Executed.SafeTxHash);

    [Fact]
    public void The_three_hashes_are_those_of_a_real_Safe()
    {
        var recorded = SafeVectors.Root.GetProperty("safeTx");
        var transaction = SafeVectors.Transaction;
        Assert.Equal(recorded.GetProperty("safeTxHash").GetString(), $"{transaction.SafeTxHash}");
    }

    public static TheoryData<string, SafeTransaction> Changes => new()
    {
        { "chain", Executed with { ChainId = 1 } },
        { "Safe", Executed with { Safe = Some.Stranger } },
        { "nonce", Executed with { Nonce = 6 } },
        { "recipient", Executed with { To = Some.Stranger } },
        { "value", Executed with { Value = 1 } },
        { "data", Executed with { Data = default } },
        { "operation", Executed with { Operation = SafeOperation.DelegateCall } },
        { "safeTxGas", Executed with { SafeTxGas = 1 } },
        { "baseGas", Executed with { BaseGas = 1 } },
        { "gasPrice", Executed with { GasPrice = 1 } },
        { "gasToken", Executed with { GasToken = Some.Coin } },
        { "refundReceiver", Executed with { RefundReceiver = Some.Stranger } },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Every_member_is_signed(string member, SafeTransaction changed) =>
        Assert.True(changed.SafeTxHash != Executed.SafeTxHash, $"{member} changes nothing of what is signed.");

    [Fact]
    public void Numbers_are_words_of_256_bits()
    {
        var most = (System.Numerics.BigInteger.One << 256) - 1;
        var transfer = ContractAbi.Erc20.Function("transfer");
        var transaction = Executed with { Value = most, Data = transfer.Encode(Some.Owner, most) };
        Assert.NotEqual(transaction.SafeTxHash, (transaction with { Value = most - 1 }).SafeTxHash);
        Assert.ThrowsAny<ArithmeticException>(() => (Executed with { Value = -1 }).SafeTxHash);
    }
}
