using ChainWatch.Ethereum.Abi;
using FsCheck;
using FsCheck.Fluent;

namespace ChainWatch.Ethereum.Tests.Abi;

public sealed class AbiPropertyTests
{
    [Fact]
    public void What_is_encoded_decodes_to_itself() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new RandomAbi(seed);
            var type = random.Tuple(4);
            AbiType[] types = [.. type.Components.Select(component => component.Type)];
            var values = (object[])random.Value(type);
            var encoded = AbiCodec.Encode(types, values);
            return AbiText.Of(AbiCodec.Decode(types, encoded)) == AbiText.Of(values)
                && AbiCodec.Encode(types, AbiCodec.Decode(types, encoded)).AsSpan().SequenceEqual(encoded);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Encoded_bytes_that_are_cut_short_are_refused() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new RandomAbi(seed);
            var type = random.Type();
            var encoded = AbiCodec.Encode([type], [random.Value(type)]);
            var cut = encoded.AsMemory(0, Math.Abs(seed % encoded.Length));
            Assert.Throws<AbiException>(() => AbiCodec.Decode([type], cut));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void One_changed_byte_is_refused_or_changes_the_value() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new RandomAbi(seed);
            var type = random.Type();
            var value = random.Value(type);
            var encoded = AbiCodec.Encode([type], [value]);
            encoded[Math.Abs(seed % encoded.Length)] ^= 1;
            try
            {
                return AbiText.Of(AbiCodec.Decode([type], encoded)) != AbiText.Of((object[])[value]);
            }
            catch (AbiException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData("bool")]
    [InlineData("(address,uint64,bytes4)")]
    [InlineData("string")]
    [InlineData("uint256[]")]
    [InlineData("bytes[]")]
    [InlineData("string[][]")]
    [InlineData("(uint8,(bytes,int16[])[],bool[2])")]
    [InlineData("(string,string)[2][]")]
    public void A_hundred_and_thirty_thousand_random_strings_are_decoded_or_refused(string typeName)
    {
        var type = AbiType.Parse(typeName);
        var random = new Random(7);
        var data = new byte[12 * 32];
        var decoded = 0;
        for (var i = 0; i < 130_000; i++)
        {
            // Words that are small numbers look like offsets, lengths and values, and lead deep inside.
            Array.Clear(data);
            for (var word = 0; word < 12; word++)
            {
                data[(word * 32) + 31] = (byte)(random.Next(3) * random.Next(9) * 32 / (random.Next(4) == 0 ? 32 : 1));
            }

            data[random.Next(data.Length)] = (byte)(i % 5 == 0 ? random.Next(256) : 0);
            var cut = data.AsMemory(0, random.Next(4) == 0 ? random.Next(data.Length) : data.Length);
            decoded += Decodes(type, cut) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{decoded} decoded as {typeName}");
        Assert.InRange(decoded, 1, 129_999);
    }

    private static bool Decodes(AbiType type, ReadOnlyMemory<byte> data)
    {
        try
        {
            AbiCodec.Decode([type], data);
            return true;
        }
        catch (AbiException)
        {
            return false;
        }
    }
}
