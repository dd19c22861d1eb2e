using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Ethereum.Tests.Abi;

public sealed class AbiStrictnessTests
{
    private const string Zeros24 = "000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData("address", "000000000000000000000001" + "1111111111111111111111111111111111111111", "twelve zero bytes")]
    [InlineData("bool", Zeros24 + "0000000000000002", "0 or 1")]
    [InlineData("bool", "01" + Zeros24 + "00000000000001", "0 or 1")]
    [InlineData("uint8", Zeros24 + "0000000000000100", "range of uint8")]
    [InlineData("uint248", "01" + Zeros24 + "00000000000000", "range of uint248")]
    [InlineData("int8", Zeros24 + "0000000000000080", "range of int8")]
    [InlineData("int8", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "range of int8")]
    [InlineData("int64", "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "range of int64")]
    [InlineData("bytes4", "01020304" + "01000000" + Zeros24, "not zero behind it")]
    [InlineData("function", Zeros24 + "0000000000000001", "not zero behind it")]
    public void A_word_with_wrong_padding_is_refused(string type, string word, string reason) => AssertRefused(type, word, "0", 0, reason);

    [Theory]
    [InlineData("uint256[]", "20 2 1", "0", 64, "64 bytes expected, 32 present")]
    [InlineData("uint256[]", "20 ffffffff", "0", 32, "beyond any data")]
    [InlineData("uint256[]", "20 7fffffff", "0", 64, "bytes expected")]
    [InlineData("uint256[]", "40", "0", 0, "past the end")]
    [InlineData("uint256[]", "10000000000000000", "0", 0, "beyond any data")]
    [InlineData("uint256[]", "0", "0", 0, "into the head")]
    [InlineData("uint256[]", "1f 0", "0", 0, "into the head")]
    [InlineData("uint256", "", "arguments", 0, "32 bytes expected, 0 present")]
    [InlineData("bytes", "20 21 1 1", "0", 64, "the padding is not zero")]
    [InlineData("bytes", "20 21 1", "0", 64, "64 bytes expected, 32 present")]
    [InlineData("(string,bool)", "20 40 2 0", "0.1", 64, "0 or 1")]
    [InlineData("bool[2][]", "20 2 0 1 1 2", "0[1][1]", 160, "0 or 1")]
    [InlineData("string[]", "20 2 40 40 0", "0[1]", 128, "share bytes")]
    public void A_wrong_offset_or_length_is_refused_and_says_where(string type, string words, string path, int offset, string reason) =>
        AssertRefused(type, string.Concat(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.PadLeft(64, '0'))), path, offset, reason);

    [Theory]
    [InlineData("c0")]
    [InlineData("c080")]
    [InlineData("eda080")]
    [InlineData("f4908080")]
    public void A_string_that_is_not_utf8_is_refused(string utf8) =>
        AssertRefused("string", "20".PadLeft(64, '0') + $"{utf8.Length / 2}".PadLeft(64, '0') + utf8.PadRight(64, '0'), "0", 64, "UTF-8");

    [Fact]
    public void Offsets_need_be_neither_aligned_nor_in_order()
    {
        var data = Convert.FromHexString(
            "0000000000000000000000000000000000000000000000000000000000000061"
            + "0000000000000000000000000000000000000000000000000000000000000040"
            + "0000000000000000000000000000000000000000000000000000000000000000"
            + "ff"
            + "0000000000000000000000000000000000000000000000000000000000000001"
            + "6100000000000000000000000000000000000000000000000000000000000000");
        var values = AbiCodec.Decode([AbiType.Parse("string"), AbiType.Parse("bytes")], data);
        Assert.Equal("a", values.Text(0));
        Assert.Empty(values.Bytes(1));
    }

    [Fact]
    public void Little_data_cannot_pose_as_much()
    {
        // Ten levels of ten offsets each, all to the next level, would be ten thousand million values.
        var type = AbiType.Parse("uint256[]");
        var level = "0a".PadLeft(64, '0') + string.Concat(Enumerable.Repeat("0140".PadLeft(64, '0'), 10));
        for (var i = 0; i < 9; i++)
        {
            type = type.ArrayOf();
        }

        var bomb = "20".PadLeft(64, '0') + string.Concat(Enumerable.Repeat(level, 9)) + new string('0', 64);
        var refused = Assert.Throws<AbiException>(() => AbiCodec.Decode([type], Convert.FromHexString(bomb)));
        Assert.Contains("share bytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_no_value_uses_are_ignored_as_contracts_do() =>
        Assert.Equal(7, AbiCodec.Decode([AbiType.Parse("uint8")], Convert.FromHexString("7".PadLeft(64, '0') + "deadbeef")).Integer(0));

    private static void AssertRefused(string type, string hex, string path, int offset, string reason)
    {
        var refused = Assert.Throws<AbiException>(() => AbiCodec.Decode([AbiType.Parse(type)], Convert.FromHexString(hex)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(path, refused.Path ?? "");
        Assert.Equal(offset, refused.Offset);
    }
}
