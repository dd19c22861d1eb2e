using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Tests.Rlp;

public sealed class RlpVectorTests
{
    [Fact]
    public void Every_official_valid_case_encodes_and_decodes_to_the_same_bytes()
    {
        using var cases = Read("ethereum-tests/RLPTests/rlptest.json");
        var count = 0;
        foreach (var test in cases.RootElement.EnumerateObject())
        {
            var encoded = Bytes(test.Value.GetProperty("out").GetString()!);
            var value = test.Value.GetProperty("in");
            var writer = new RlpWriter();
            Write(writer, value);
            Assert.Equal(encoded, writer.ToArray());
            AssertReads(value, RlpItem.Decode(encoded));
            count++;
        }

        Report(count, 28);
    }

    [Fact]
    public void Every_official_random_case_decodes_and_encodes_back()
    {
        using var cases = Read("ethereum-tests/RLPTests/RandomRLPTests/example.json");
        var count = 0;
        foreach (var test in cases.RootElement.EnumerateObject())
        {
            Assert.Equal("VALID", test.Value.GetProperty("in").GetString());
            var encoded = Bytes(test.Value.GetProperty("out").GetString()!);
            Assert.Equal(encoded, Rewritten(RlpItem.Decode(encoded)));
            count++;
        }

        Report(count, 1);
    }

    [Fact]
    public void Every_official_invalid_case_is_refused()
    {
        using var cases = Read("ethereum-tests/RLPTests/invalidRLPTest.json");
        var count = 0;
        foreach (var test in cases.RootElement.EnumerateObject())
        {
            var encoded = Bytes(test.Value.GetProperty("out").GetString()!);
            var refused = Record.Exception(() => RlpItem.Decode(encoded));
            Assert.True(refused is RlpException, $"{test.Name}: {refused?.ToString() ?? "was decoded"}");
            count++;
        }

        Report(count, 26);
    }

    [Fact]
    public void Every_case_of_ethers_encodes_and_decodes_to_the_same_bytes()
    {
        using var file = File.OpenRead(Vectors.Path("ethers-testcases/rlp.json.gz"));
        using var cases = JsonDocument.Parse(new GZipStream(file, CompressionMode.Decompress));
        var count = 0;
        foreach (var test in cases.RootElement.EnumerateArray())
        {
            var encoded = Bytes(test.GetProperty("encoded").GetString()!);
            var writer = new RlpWriter();
            Write(writer, test.GetProperty("decoded"), stringsAreHex: true);
            Assert.Equal(encoded, writer.ToArray());
            Assert.Equal(encoded, Rewritten(RlpItem.Decode(encoded)));
            count++;
        }

        Report(count, 61);
    }

    private static JsonDocument Read(string relative) => JsonDocument.Parse(File.ReadAllBytes(Vectors.Path(relative)));

    // Some official cases lack the 0x.
    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.StartsWith("0x", StringComparison.Ordinal) ? hex[2..] : hex);

    private static void Report(int count, int expected)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} cases");
        Assert.Equal(expected, count);
    }

    private static void Write(RlpWriter writer, JsonElement value, bool stringsAreHex = false)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            writer.StartList();
            foreach (var item in value.EnumerateArray())
            {
                Write(writer, item, stringsAreHex);
            }

            writer.EndList();
        }
        else if (value.ValueKind == JsonValueKind.Number)
        {
            writer.WriteUInt64(value.GetUInt64());
        }
        else if (value.GetString() is ['#', .. var digits])
        {
            writer.WriteInteger(BigInteger.Parse(digits, CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteBytes(stringsAreHex ? Bytes(value.GetString()!) : Encoding.UTF8.GetBytes(value.GetString()!));
        }
    }

    private static void AssertReads(JsonElement expected, RlpItem item)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), item.Items.Count);
                Assert.All(expected.EnumerateArray(), (inner, i) => AssertReads(inner, item.Items[i]));
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetUInt64(), item.AsUInt64());
                break;
            case JsonValueKind.String when expected.GetString() is ['#', .. var digits]:
                Assert.Equal(BigInteger.Parse(digits, CultureInfo.InvariantCulture), item.AsInteger());
                break;
            default:
                Assert.Equal(expected.GetString(), Encoding.UTF8.GetString(item.Bytes.Span));
                break;
        }
    }

    internal static byte[] Rewritten(RlpItem item)
    {
        var writer = new RlpWriter();
        Write(item);
        return writer.ToArray();

        void Write(RlpItem part)
        {
            if (!part.IsList)
            {
                writer.WriteBytes(part.Bytes.Span);
                return;
            }

            writer.StartList();
            foreach (var inner in part.Items)
            {
                Write(inner);
            }

            writer.EndList();
        }
    }
}
