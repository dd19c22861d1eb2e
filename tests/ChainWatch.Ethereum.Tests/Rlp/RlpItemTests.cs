using System.Numerics;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Tests.Rlp;

public sealed class RlpItemTests
{
    [Theory]
    [InlineData("0xc20100", 2, "leading zero")]
    [InlineData("0xcb018900ffffffffffffffff", 2, "leading zero")]
    [InlineData("0xcb0189ffffffffffffffffff", 2, "does not fit 64 bits")]
    [InlineData("0xc201c0", 2, "found a list")]
    public void A_number_out_of_shape_is_refused_with_its_offset(string encoded, int offset, string reason)
    {
        var item = RlpItem.Decode(Hex.Decode(encoded)).Items[1];
        var refused = Assert.Throws<RlpException>(() => item.AsUInt64());
        Assert.Equal(offset, refused.Offset);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_and_hashes_have_their_exact_size()
    {
        var writer = new RlpWriter();
        writer.StartList();
        writer.WriteBytes(Address.Zero.Bytes);
        writer.WriteBytes(Hash32.Zero.Bytes);
        writer.EndList();
        var items = RlpItem.Decode(writer.ToArray()).Items;

        Assert.Equal(Address.Zero, items[0].AsAddress());
        Assert.Equal(Hash32.Zero, items[1].AsHash32());
        Assert.Throws<RlpException>(() => items[1].AsAddress());
        Assert.Throws<RlpException>(() => items[0].AsHash32());
    }

    [Fact]
    public void An_inner_fault_is_named_by_its_offset_in_the_whole_input()
    {
        var refused = Assert.Throws<RlpException>(() => RlpItem.Decode(Hex.Decode("0xc401c28100")));
        Assert.Equal(3, refused.Offset);
    }

    [Fact]
    public void Lists_nest_to_the_documented_depth_and_no_deeper()
    {
        Assert.True(RlpItem.Decode(Nested(RlpItem.MaxDepth)).IsList);
        Assert.Throws<RlpException>(() => RlpItem.Decode(Nested(RlpItem.MaxDepth + 1)));
        Assert.Throws<RlpException>(() => RlpItem.Decode(Nested(100_000)));
    }

    [Fact]
    public void A_sequence_is_read_to_its_end_and_a_second_item_is_refused_elsewhere()
    {
        var two = Hex.Decode("0xc10102");
        Assert.Equal(2, RlpItem.DecodeSequence(two).Count);
        Assert.Empty(RlpItem.DecodeSequence(ReadOnlyMemory<byte>.Empty));
        Assert.Throws<RlpException>(() => RlpItem.Decode(two));
    }

    [Fact]
    public void A_million_random_strings_are_refused_or_encode_back_to_themselves()
    {
        var random = new Random(1);
        var decoded = 0;
        for (var i = 0; i < Counted.Million; i++)
        {
            var bytes = new byte[random.Next(1, 24)];
            random.NextBytes(bytes);
            // Mostly lists with a right length, so that what is inside is reached.
            bytes[0] = i % 4 == 0 ? bytes[0] : (byte)(0xc0 + bytes.Length - 1);
            try
            {
                var item = RlpItem.Decode(bytes);
                Assert.True(bytes.AsSpan().SequenceEqual(RlpVectorTests.Rewritten(item)));
                decoded++;
            }
            catch (RlpException refused)
            {
                Assert.True(refused.Offset >= 0 && refused.Offset <= bytes.Length);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Counted.Million} strings, {decoded} decoded");
        Assert.InRange(decoded, 40_000, 800_000);
    }

    [Fact]
    public void Negative_numbers_and_unbalanced_lists_are_the_callers_mistake()
    {
        var writer = new RlpWriter();
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteInteger(BigInteger.MinusOne));
        Assert.Throws<InvalidOperationException>(writer.EndList);
        writer.StartList();
        Assert.Throws<InvalidOperationException>(writer.ToArray);
    }

    [Theory]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_536)]
    [InlineData(20_000_000)]
    public void Strings_and_lists_of_every_length_class_read_back(int length)
    {
        var writer = new RlpWriter();
        writer.StartList();
        writer.WriteBytes(new byte[length]);
        writer.EndList();
        var list = RlpItem.Decode(writer.ToArray());
        Assert.Equal(length, Assert.Single(list.Items).Bytes.Length);
    }

    private static byte[] Nested(int depth)
    {
        var writer = new RlpWriter();
        for (var i = 0; i < depth; i++)
        {
            writer.StartList();
        }

        for (var i = 0; i < depth; i++)
        {
            writer.EndList();
        }

        return writer.ToArray();
    }
}
