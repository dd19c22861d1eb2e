using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum.TypedData;
using ChainWatch.Proposing;

namespace ChainWatch.Signing.TransactionService;

/// <summary>
/// What a proposer signs to take a transaction off the board (safe-transaction-service, history/helpers.py). It is good
/// in the hour that it names and in the next, and moves nothing: no Safe takes it for a signature.
/// </summary>
public static class DeleteRequest
{
    /// <summary>Seconds for which one number of <c>totp</c> stands.</summary>
    public const int Period = 3600;

    /// <summary>The document to be signed at a moment.</summary>
    public static TypedDataDocument Document(SafeTransaction transaction, DateTimeOffset now) =>
        TypedDataDocument.Parse(Encoding.UTF8.GetBytes(new JsonObject
        {
            ["types"] = new JsonObject
            {
                ["EIP712Domain"] = Fields(("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address")),
                ["DeleteRequest"] = Fields(("safeTxHash", "bytes32"), ("totp", "uint256")),
            },
            ["primaryType"] = "DeleteRequest",
            ["domain"] = new JsonObject
            {
                ["name"] = "Safe Transaction Service",
                ["version"] = "1.0",
                ["chainId"] = transaction.ChainId,
                ["verifyingContract"] = transaction.Safe.ToString(),
            },
            ["message"] = new JsonObject { ["safeTxHash"] = transaction.SafeTxHash.ToString(), ["totp"] = now.ToUnixTimeSeconds() / Period },
        }.ToJsonString(JsonSerializerOptions.Default)));

    private static JsonArray Fields(params ReadOnlySpan<(string Name, string Type)> fields)
    {
        var array = new JsonArray();
        foreach (var (name, type) in fields)
        {
            array.Add((JsonNode)new JsonObject { ["name"] = name, ["type"] = type });
        }

        return array;
    }
}
