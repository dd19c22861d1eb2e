using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace ChainWatch.Support.Localnet;

/// <summary>Posts JSON-RPC to a local chain, apart from the client under test.</summary>
internal sealed class RpcPoster(Uri endpoint, CancellationToken cancellation) : IDisposable
{
    private readonly HttpClient _http = new();

    public async Task<JsonNode?> SendAsync(string method, params IEnumerable<JsonNode?> parameters) =>
        ResultOf(method, await PostAsync(Call(method, parameters)));

    /// <summary>The same call so many times over, in one batch.</summary>
    public Task RepeatAsync(string method, int times) => SendManyAsync([.. Enumerable.Range(0, times).Select(_ => (method, Array.Empty<JsonNode?>()))]);

    /// <summary>Calls in one batch; what is answered, in their order.</summary>
    public async Task<IReadOnlyList<JsonNode?>> SendManyAsync(IReadOnlyList<(string Method, JsonNode?[] Parameters)> calls)
    {
        if (calls.Count == 0)
        {
            return [];
        }

        var answers = await PostAsync(new JsonArray([.. calls.Select(call => Call(call.Method, call.Parameters))]));
        return [.. answers.AsArray().Zip(calls, (answer, call) => ResultOf(call.Method, answer!))];
    }

    public static string Quantity(BigInteger number)
    {
        var digits = number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return digits.Length == 0 ? "0x0" : $"0x{digits}";
    }

    public static ulong Number(JsonNode? quantity) => Convert.ToUInt64(quantity!.GetValue<string>(), 16);

    /// <summary>Reads a quantity of any size.</summary>
    public static BigInteger BigNumber(JsonNode? quantity) =>
        BigInteger.Parse($"0{quantity!.GetValue<string>()[2..]}", System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _http.Dispose();

    private static JsonObject Call(string method, IEnumerable<JsonNode?> parameters) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray([.. parameters]) };

    private static JsonNode? ResultOf(string method, JsonNode answer) =>
        answer["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : answer["result"];

    private async Task<JsonNode> PostAsync(JsonNode body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(endpoint, content, cancellation);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!;
    }
}
