using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Tests.CrossChecks;

namespace ChainWatch.Ethereum.Tests.Abi;

/// <summary>
/// Compares with viem, a codec in another language, out of <see cref="NodeModules"/>; the node that runs it is the one on the
/// path, or the one that CHAINWATCH_NODE names.
/// </summary>
public sealed class ViemTests
{
    private const int Cases = 1000;

    [Fact]
    public async Task A_thousand_random_values_encode_and_decode_as_viem_does()
    {
        var script = Path.Combine(NodeModules.Repository, "tests/ChainWatch.Ethereum.Tests/Abi/viem-abi.mjs");
        var modules = NodeModules.With("viem/package.json");
        var cases = Enumerable.Range(0, Cases).Select(Case).ToList();
        var questions = cases.Select(one =>
            $"{{\"types\":{JsonSerializer.Serialize(one.Types.Select(type => type.Name))},\"values\":{AbiText.Of(one.Values)},\"encoded\":\"{Hex.Encode(one.Encoded)}\"}}");
        using var answers = JsonDocument.Parse(await RunAsync(script, modules, $"[{string.Join(',', questions)}]"));

        Assert.Equal(Cases, answers.RootElement.GetArrayLength());
        foreach (var ((types, values, encoded), answer) in cases.Zip(answers.RootElement.EnumerateArray()))
        {
            var theirs = answer.GetProperty("encoded").GetString();
            Assert.Equal(Hex.Encode(encoded), theirs);
            Assert.Equal(AbiText.Of(values), AbiText.Of(AbiCodec.Decode(types, Hex.Decode(theirs))));
            object[] read = [.. answer.GetProperty("values").EnumerateArray().Zip(types, (value, type) => AbiText.Value(type, value))];
            Assert.Equal(AbiText.Of(values), AbiText.Of(read));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Cases} cases, {cases.Sum(one => one.Encoded.Length)} bytes");
    }

    private static (AbiType[] Types, object[] Values, byte[] Encoded) Case(int seed)
    {
        var random = new RandomAbi(seed);
        var tuple = random.Tuple(3);
        AbiType[] types = [.. tuple.Components.Select(component => component.Type)];
        var values = (object[])random.Value(tuple);
        return (types, values, AbiCodec.Encode(types, values));
    }

    private static async Task<string> RunAsync(string script, string modules, string input)
    {
        var node = Environment.GetEnvironmentVariable("CHAINWATCH_NODE") is { Length: > 0 } named ? named : "node";
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(node, [script, modules]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Assert.Skip($"There is no {node} to run.");
        }

        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
