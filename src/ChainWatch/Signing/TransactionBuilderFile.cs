using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>
/// A Safe transaction's calls as a file of Safe's Transaction Builder (version 1.0). The file has no nonce: what Safe's
/// app makes of it is another transaction with another hash unless the app happens to take the same nonce, and its
/// signatures are not signatures of the proposal.
/// </summary>
public static class TransactionBuilderFile
{
    private const string BuilderVersion = "1.16.5";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The file as indented JSON, with the checksum by which the Transaction Builder tells a changed file.</summary>
    /// <exception cref="ChainWatchException">A delegatecall that is no batch through MultiSendCallOnly: the Transaction Builder knows calls only.</exception>
    public static string Json(SafeTransaction transaction, string name, string description, DateTimeOffset createdAt)
    {
        var meta = new JsonObject
        {
            ["name"] = name,
            ["description"] = description,
            ["txBuilderVersion"] = BuilderVersion,
            ["createdFromSafeAddress"] = transaction.Safe.ToString(),
            ["createdFromOwnerAddress"] = "",
        };
        var file = new JsonObject
        {
            ["version"] = "1.0",
            ["chainId"] = SafeTransactionJson.Text(transaction.ChainId),
            ["createdAt"] = createdAt.ToUnixTimeMilliseconds(),
            ["meta"] = meta,
            ["transactions"] = new JsonArray([.. CallsOf(transaction).Select(WriteCall)]),
        };
        meta["checksum"] = Checksum(file).ToString();
        return file.ToJsonString(Indented) + "\n";
    }

    private static IReadOnlyList<BatchedCall> CallsOf(SafeTransaction transaction)
    {
        if (transaction.Operation == SafeOperation.Call)
        {
            return [new BatchedCall(0, transaction.To, transaction.Value, transaction.Data)];
        }

        return MultiSendBatch.TryRead(transaction, out var calls) && calls.All(call => call.Operation == 0)
            ? calls
            : throw new ChainWatchException(
                Refusal.Refused,
                "no-builder-file",
                $"The transaction {transaction.SafeTxHash} is a delegatecall that a Transaction Builder file cannot say.",
                "Export it otherwise: chainwatch escrow export ID --format bundle");
    }

    private static JsonNode WriteCall(BatchedCall call) => new JsonObject
    {
        ["to"] = call.To.ToString(),
        ["value"] = SafeTransactionJson.Text(call.Value),
        ["data"] = call.Data.IsEmpty ? null : Hex.Encode(call.Data.Span),
        ["contractMethod"] = null,
        ["contractInputsValues"] = null,
    };

    /// <summary>Keccak-256 of the file with its name as null, in the Transaction Builder's own serialization.</summary>
    private static Hash32 Checksum(JsonObject file)
    {
        var nameless = file.DeepClone();
        nameless["meta"]!["name"] = null;
        var text = new StringBuilder();
        Serialize(nameless, text);
        return Keccak256.Hash(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Serialize(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonArray array:
                text.Append('[');
                foreach (var (index, element) in array.Index())
                {
                    Serialize(element, index == 0 ? text : text.Append(','));
                }

                text.Append(']');
                break;
            case JsonObject members:
                var sorted = members.OrderBy(member => member.Key, StringComparer.Ordinal).ToList();
                text.Append('{').Append(JavaScript(new JsonArray([.. sorted.Select(member => JsonValue.Create(member.Key))])));
                foreach (var (_, value) in sorted)
                {
                    Serialize(value, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            default:
                text.Append(node is null ? "null" : JavaScript(node));
                break;
        }
    }

    /// <summary>As JSON.stringify writes it.</summary>
    private static string JavaScript(JsonNode node) => node.ToJsonString(Relaxed);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
