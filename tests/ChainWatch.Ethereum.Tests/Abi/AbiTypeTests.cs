using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Ethereum.Tests.Abi;

public sealed class AbiTypeTests
{
    [Theory]
    [InlineData("uint", "uint256")]
    [InlineData("int[]", "int256[]")]
    [InlineData("fixed", "fixed128x18")]
    [InlineData("ufixed8x80", "ufixed8x80")]
    [InlineData("(uint256 id, tuple(address a, bytes b)[2] legs)[]", "(uint256,(address,bytes)[2])[]")]
    [InlineData(" ( uint8 , bool ) [ 3 ] ", "(uint8,bool)[3]")]
    [InlineData("function", "function")]
    [InlineData("()", "()")]
    [InlineData("string[0]", "string[0]")]
    public void A_type_has_one_canonical_name(string text, string name) => Assert.Equal(name, AbiType.Parse(text).Name);

    [Theory]
    [InlineData("")]
    [InlineData("uint7")]
    [InlineData("uint0")]
    [InlineData("uint08")]
    [InlineData("uint264")]
    [InlineData("int-8")]
    [InlineData("bytes0")]
    [InlineData("bytes33")]
    [InlineData("fixed128")]
    [InlineData("fixed128x0")]
    [InlineData("fixed128x81")]
    [InlineData("byte")]
    [InlineData("Uint256")]
    [InlineData("uint256[")]
    [InlineData("uint256[-1]")]
    [InlineData("uint256[01]")]
    [InlineData("uint256[x]")]
    [InlineData("uint256[9999999999]")]
    [InlineData("uint256[2147483647]")]
    [InlineData("uint256[65536][65536]")]
    [InlineData("(uint256")]
    [InlineData("(uint256,)")]
    [InlineData("(uint256 indexed a)")]
    [InlineData("uint256)")]
    [InlineData("()[]")]
    [InlineData("uint256[0][]")]
    [InlineData("((),uint8[0])[4]")]
    public void What_is_no_type_is_refused(string text) => Assert.Throws<AbiException>(() => AbiType.Parse(text));

    [Fact]
    public void Types_nest_to_the_documented_depth_and_no_deeper()
    {
        static string Nested(int depth, string open, string close) =>
            string.Concat(Enumerable.Repeat(open, depth)) + "uint8" + string.Concat(Enumerable.Repeat(close, depth));

        Assert.Equal(AbiKind.Tuple, AbiType.Parse(Nested(AbiType.MaxDepth - 1, "(", ")")).Kind);
        Assert.Equal(AbiKind.Array, AbiType.Parse(Nested(AbiType.MaxDepth, "", "[]")).Kind);
        Assert.Throws<AbiException>(() => AbiType.Parse(Nested(AbiType.MaxDepth + 1, "(", ")")));
        Assert.Throws<AbiException>(() => AbiType.Parse(Nested(AbiType.MaxDepth + 1, "", "[]")));
        Assert.Throws<AbiException>(() => AbiType.Parse(Nested(100_000, "(", ")")));
        Assert.Throws<AbiException>(() => AbiType.Parse(Nested(100_000, "(", "")));
    }

    [Fact]
    public void Random_text_is_a_type_or_an_AbiException()
    {
        var random = new Random(3);
        string[] parts = ["uint256", "bytes", "(", ")", "[", "]", ",", "2", " a", "tuple", "address", "$", "[]", "event"];
        var parsed = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                Assert.Equal(AbiType.Parse(text), AbiType.Parse(AbiType.Parse(text).Name));
                parsed++;
            }
            catch (AbiException)
            {
            }
        }

        Assert.InRange(parsed, 1000, 50_000);
    }
}
