using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Ethereum.Tests.Abi;

public sealed class RevertReasonTests
{
    private static readonly AbiContract Contract = AbiContract.Parse(
        "error Error(string message)", "error Panic(uint256 code)", "error Broke(address who, uint256[] missing)");

    [Theory]
    [InlineData(0x00, "generic panic of the compiler")]
    [InlineData(0x01, "assertion failed")]
    [InlineData(0x11, "arithmetic overflow or underflow")]
    [InlineData(0x12, "division by zero")]
    [InlineData(0x32, "array index out of bounds")]
    [InlineData(0x77, "panic with unknown code 119")]
    public void A_panic_is_put_in_words(int code, string words) =>
        Assert.Equal(words, RevertReason.Describe(Contract.Error("Panic").Encode(code)));

    [Fact]
    public void An_error_text_is_shown_without_its_control_characters_and_cut()
    {
        Assert.Equal("not enough", RevertReason.Describe(Contract.Error("Error").Encode("not enough")));
        Assert.Equal("red�[31m", RevertReason.Describe(Contract.Error("Error").Encode("red\u001b[31m")));
        Assert.Equal(301, RevertReason.Describe(Contract.Error("Error").Encode(new string('a', 100_000))).Length);
    }

    [Fact]
    public void A_contracts_own_error_needs_its_description()
    {
        var data = Contract.Error("Broke").Encode(Address.Zero, Enumerable.Range(1, 2));
        Assert.Equal("Broke(0x0000000000000000000000000000000000000000, (1, 2))", RevertReason.Describe(data, Contract));
        Assert.StartsWith("unknown error 0x", RevertReason.Describe(data), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0x", "no reason given")]
    [InlineData("0x08c3", "0x08c3")]
    [InlineData("0x08c379a0", "unknown error 0x08c379a0 with 0 bytes of arguments")]
    [InlineData("0x08c379a0ffff", "unknown error 0x08c379a0 with 2 bytes of arguments")]
    public void Nonsense_is_described_and_not_thrown(string data, string words) => Assert.Equal(words, RevertReason.Describe(Hex.Decode(data)));
}
