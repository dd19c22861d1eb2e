using System.Text.Json;
using System.Text.Json.Nodes;
using ChainWatch.Cli;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Cli;

/// <summary>What a command that was typed printed, and how it ended.</summary>
internal sealed record TypedCommand(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public JsonElement ErrorJson => JsonDocument.Parse(Error).RootElement.GetProperty("error");

    /// <summary>Types a command with the configuration of <paramref name="watch"/>.</summary>
    public static Task<TypedCommand> RunAsync(FakeWatch watch, params IReadOnlyList<string> arguments) =>
        RunAsync([.. arguments, "--config", WriteConfiguration(watch)]);

    /// <summary>Types a command as it is.</summary>
    public static async Task<TypedCommand> RunAsync(IReadOnlyList<string> arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync([.. arguments], output, error, TestContext.Current.CancellationToken);
        return new TypedCommand(code, output.ToString(), error.ToString());
    }

    private static string WriteConfiguration(FakeWatch watch)
    {
        var chain = watch.ChainSettings;
        var root = new JsonObject
        {
            ["Ledger"] = new JsonObject { ["ConnectionString"] = $"Data Source={watch.Ledger.Settings.File}" },
            ["Chains"] = new JsonArray(new JsonObject { ["Name"] = chain.Name, ["ChainId"] = chain.ChainId, ["Endpoints"] = new JsonArray("http://127.0.0.1:1") }),
            ["Sources"] = new JsonArray([.. watch.Sources.Select(SourceOf)]),
        };
        var path = Path.Combine(watch.Ledger.Folder, "appsettings.json");
        File.WriteAllText(path, root.ToJsonString());
        return path;
    }

    private static JsonObject SourceOf(SourceSettings source)
    {
        var json = new JsonObject
        {
            ["Name"] = source.Name,
            ["Chain"] = source.Chain,
            ["Kind"] = source.Kind,
            ["Beneficiary"] = source.Beneficiary.ToString(),
            ["Category"] = source.Category,
            ["FromBlock"] = source.FromBlock,
        };
        if (source.Contract != Ethereum.Address.Zero)
        {
            json["Contract"] = source.Contract.ToString();
        }

        if (source.Payers.Count > 0)
        {
            json["Payers"] = new JsonArray([.. source.Payers.Select(payer => JsonValue.Create(payer.ToString()))]);
        }

        return json;
    }
}
