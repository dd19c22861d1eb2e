using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Signing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Signing;

/// <summary>What is signed, in words.</summary>
public sealed class CalldataDescriptionTests
{
    private static readonly Token Coin = new(Some.Coin);
    private static readonly Dictionary<Token, TokenDescription> Known = new() { [Coin] = new(Coin, "USDC", 6), [Token.Native] = new(Token.Native, "ETH", 18) };

    [Fact]
    public void A_transfer_says_how_much_from_where_to_whom()
    {
        var described = CalldataDescription.Of(Signed.Transfer(), Known);
        Assert.Equal($"1.25 USDC ({Coin}) from the Safe {Signed.Safe} to {Some.Address(8)}", Assert.Single(described.Calls).ToString());
        Assert.Equal([new Transfer(Coin, 1_250_000, Some.Address(8))], described.Outflows);
        Assert.Equal($"1250000 base units of the token {Coin} from the Safe {Signed.Safe} to {Some.Address(8)}", CalldataDescription.Of(Signed.Transfer()).Calls[0].Text);
    }

    [Fact]
    public void Coins_are_told_by_their_symbol_or_in_wei()
    {
        var transaction = Call(Some.Stranger, 1_500_000_000_000_000_000, []);
        Assert.Equal($"1.5 ETH from the Safe {Signed.Safe} to {Some.Stranger}", CalldataDescription.Of(transaction, Known).Calls[0].ToString());
        Assert.StartsWith("1500000000000000000 wei", CalldataDescription.Of(transaction).Calls[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_of_one_key_is_not_called_a_Safe()
    {
        var proposal = new Proposal(1, ProposalState.Ready, Purpose.Escrow, Signed.Transfer(), Proposal.Eoa, 0, [], DateTimeOffset.UnixEpoch);
        Assert.Equal($"1.25 USDC ({Coin}) from the account {Signed.Safe} to {Some.Address(8)}", Assert.Single(CalldataDescription.Of(proposal, Known).Calls).ToString());
    }

    [Fact]
    public void A_rejection_moves_nothing()
    {
        var described = CalldataDescription.Of(Call(Signed.Safe, 0, []), Known);
        Assert.Equal((CallRisk.None, 0), (described.Risk, described.Outflows.Count));
        Assert.Contains("uses up nonce 3", described.Calls[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("addOwnerWithThreshold")]
    [InlineData("removeOwner")]
    [InlineData("swapOwner")]
    [InlineData("changeThreshold")]
    [InlineData("enableModule")]
    [InlineData("setGuard")]
    [InlineData("setFallbackHandler")]
    public void A_change_of_the_Safe_itself_is_dangerous_and_named(string name)
    {
        var function = ContractAbi.Safe.Function(name);
        object[] arguments = [.. function.Inputs.Select(input => input.Type.Name == "address" ? (object)Some.Stranger : BigInteger.One)];
        var call = Assert.Single(CalldataDescription.Of(Call(Signed.Safe, 0, function.Encode(arguments)), Known).Calls);
        Assert.Equal(CallRisk.Dangerous, call.Risk);
        Assert.StartsWith("DANGEROUS: ", call.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{name}(", call.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_hands_out_the_Safes_power_or_loses_money_is_dangerous()
    {
        var approve = ContractAbi.Erc20.Function("approve");
        Assert.Equal(CallRisk.Dangerous, Risk(Call(Some.Coin, 0, approve.Encode(Some.Stranger, 5))));
        Assert.Equal(CallRisk.None, Risk(Call(Some.Coin, 0, approve.Encode(Some.Stranger, 0))));
        Assert.Equal(CallRisk.Dangerous, Risk(Signed.Transfer(to: Address.Zero)));
        Assert.Equal(CallRisk.Dangerous, Risk(Signed.Transfer(to: Some.Coin)));
        Assert.Equal(CallRisk.Dangerous, Risk(Call(Signed.Safe, 0, [1, 2, 3, 4])));
        Assert.Equal(CallRisk.Dangerous, Risk(Signed.Transfer() with { GasPrice = 1 }));
        Assert.Equal(CallRisk.Dangerous, Risk(Signed.Transfer() with { Operation = SafeOperation.DelegateCall }));
    }

    [Fact]
    public void What_cannot_be_read_to_the_last_byte_is_not_understood()
    {
        var transfer = Signed.Transfer().Data.ToArray();
        byte[] dirty = [.. transfer];
        dirty[4] = 1;
        Assert.Equal(CallRisk.Unknown, Risk(Call(Some.Coin, 0, [.. transfer, 0])));
        Assert.Equal(CallRisk.Unknown, Risk(Call(Some.Coin, 0, transfer[..^1])));
        Assert.Equal(CallRisk.Unknown, Risk(Call(Some.Coin, 0, dirty)));
        Assert.Equal(CallRisk.Unknown, Risk(Call(Some.Coin, 1, transfer)));
        var unknown = CalldataDescription.Of(Call(Some.Contract, 7, [0xde, 0xad, 0xbe, 0xef, 0])).Calls[0];
        Assert.Equal($"NOT UNDERSTOOD: unknown call 0xdeadbeef of {Some.Contract} with 5 bytes of calldata, with 7 wei", unknown.ToString());
    }

    [Theory]
    [InlineData("0x40A2aCCbd92BCA938b02010E17A5b8929b49130D")]
    [InlineData("0xA1dabEF33b3B82c7814B6D82A79e50F4AC44102B")]
    [InlineData("0x9641d764fc13c8B624c04430C7356C1C7C8102e2")]
    [InlineData("0xA83c336B20401Af773B6219BA5027174338D1836")]
    public void A_batch_is_only_trusted_through_the_canonical_contract_and_whole(string address)
    {
        var canonical = Address.Parse(address);
        var transfer = Signed.Transfer();
        var packed = Packed(0, transfer.To, transfer.Data.ToArray());
        Assert.Equal(CallRisk.None, Risk(Batch(canonical, packed)));
        Assert.Equal(CallRisk.Dangerous, Risk(Batch(Some.Stranger, packed)));
        Assert.Equal(CallRisk.Dangerous, Risk(Batch(canonical, packed[..^1])));
        Assert.Equal(CallRisk.Dangerous, Risk(Batch(canonical, [])));
        Assert.Equal(CallRisk.Dangerous, Risk(Batch(canonical, Packed(1, transfer.To, transfer.Data.ToArray()))));
        var hidden = Batch(canonical, packed);
        Assert.Equal(CallRisk.Dangerous, Risk(hidden with { Data = (byte[])[.. hidden.Data.Span, 1] }));
    }

    private static CallRisk Risk(SafeTransaction transaction) => CalldataDescription.Of(transaction, Known).Risk;

    private static SafeTransaction Call(Address to, BigInteger value, byte[] data) => new(31337, Signed.Safe, 3, to, value, data);

    private static SafeTransaction Batch(Address to, byte[] packed) => Call(
        to, 0, AbiContract.Parse("function multiSend(bytes transactions) payable").Functions[0].Encode(packed)) with { Operation = SafeOperation.DelegateCall };

    private static byte[] Packed(byte operation, Address to, byte[] data) => [operation, .. to.Bytes, .. new byte[63], (byte)data.Length, .. data];
}
