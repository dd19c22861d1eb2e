using System.Text.Json;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>One request and its response out of the execution-apis tests (*.io).</summary>
internal sealed record RecordedExchange(string File, JsonElement Request, JsonElement Response)
{
    private static readonly JsonElement NoParameters = JsonDocument.Parse("[]").RootElement;

    public string Method => Request.GetProperty("method").GetString()!;

    public JsonElement Parameters => Request.TryGetProperty("params", out var parameters) ? parameters : NoParameters;

    public bool IsError => Response.TryGetProperty("error", out _);

    public JsonElement Result => Response.GetProperty("result");

    /// <summary>Every exchange of a method's folder.</summary>
    public static IReadOnlyList<RecordedExchange> Of(string method)
    {
        var exchanges = new List<RecordedExchange>();
        foreach (var file in Directory.GetFiles(Vectors.Path($"execution-apis-tests/{method}"), "*.io").Order(StringComparer.Ordinal))
        {
            JsonElement? request = null;
            foreach (var line in System.IO.File.ReadLines(file))
            {
                if (line.StartsWith(">> ", StringComparison.Ordinal))
                {
                    request = JsonDocument.Parse(line[3..]).RootElement;
                }
                else if (line.StartsWith("<< ", StringComparison.Ordinal))
                {
                    exchanges.Add(new RecordedExchange(Path.GetFileName(file), request!.Value, JsonDocument.Parse(line[3..]).RootElement));
                }
            }
        }

        return exchanges;
    }

    /// <summary>The response's result or error as a member.</summary>
    public string Member() => IsError ? $"\"error\":{Response.GetProperty("error").GetRawText()}" : $"\"result\":{Result.GetRawText()}";
}
