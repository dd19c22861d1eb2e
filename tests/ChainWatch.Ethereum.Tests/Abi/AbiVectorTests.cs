using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Ethereum.Tests.Abi;

public sealed class AbiVectorTests
{
    [Fact]
    public void Every_official_case_encodes_to_its_bytes_and_back()
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Vectors.Path("ethereum-tests/ABITests/basic_abi_tests.json")));
        var count = 0;
        foreach (var test in cases.RootElement.EnumerateObject())
        {
            AbiType[] types = [.. test.Value.GetProperty("types").EnumerateArray().Select(type => AbiType.Parse(type.GetString()!))];
            object[] values = [.. test.Value.GetProperty("args").EnumerateArray().Zip(types, Official)];
            var encoded = Convert.FromHexString(test.Value.GetProperty("result").GetString()!);
            Assert.Equal(encoded, AbiCodec.Encode(types, values));
            Assert.Equal(AbiText.Of(values), AbiText.Of(AbiCodec.Decode(types, encoded)));
            count++;
        }

        Report(count, 3);
    }

    [Fact]
    public void Every_case_of_ethers_encodes_to_its_bytes_and_back()
    {
        using var file = File.OpenRead(Vectors.Path("ethers-testcases/abi.json.gz"));
        using var cases = JsonDocument.Parse(new GZipStream(file, CompressionMode.Decompress));
        var count = 0;
        foreach (var test in cases.RootElement.EnumerateArray())
        {
            AbiType[] types = [AbiType.Parse(test.GetProperty("type").GetString()!)];
            object[] values = [AbiText.Value(types[0], test.GetProperty("value"))];
            var encoded = Hex.Decode(test.GetProperty("encoded").GetString());
            Assert.Equal(encoded, AbiCodec.Encode(types, values));
            Assert.Equal(AbiText.Of(values), AbiText.Of(AbiCodec.Decode(types, encoded)));
            count++;
        }

        Report(count, 1024);
    }

    // The official cases write bytes as plain text.
    private static object Official(JsonElement value, AbiType type) => type.Kind is AbiKind.Bytes or AbiKind.FixedBytes
        ? Encoding.UTF8.GetBytes(value.GetString()!)
        : AbiText.Value(type, value);

    private static void Report(int count, int expected)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} cases");
        Assert.Equal(expected, count);
    }
}
