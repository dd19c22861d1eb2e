using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.TypedData;
using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>A Safe transaction as wallets take it for signing (EIP-712, <c>eth_signTypedData_v4</c>).</summary>
public static class TypedDataExport
{
    private static readonly (string Name, string Type)[] Domain = [("chainId", "uint256"), ("verifyingContract", "address")];

    private static readonly (string Name, string Type)[] SafeTx =
    [
        ("to", "address"),
        ("value", "uint256"),
        ("data", "bytes"),
        ("operation", "uint8"),
        ("safeTxGas", "uint256"),
        ("baseGas", "uint256"),
        ("gasPrice", "uint256"),
        ("gasToken", "address"),
        ("refundReceiver", "address"),
        ("nonce", "uint256"),
    ];

    /// <summary>The document. Its hash, computed from the document alone, is the transaction's own.</summary>
    public static TypedDataDocument Document(SafeTransaction transaction)
    {
        var document = TypedDataDocument.Parse(Write(transaction));
        return document.SigningHash == transaction.SafeTxHash
            ? document
            : throw new InvalidOperationException($"The typed data of {transaction.SafeTxHash} hashes to {document.SigningHash}: signing it would sign something else.");
    }

    /// <summary>The document as indented JSON, to be handed to a wallet.</summary>
    public static string Json(SafeTransaction transaction)
    {
        _ = Document(transaction);
        return Encoding.UTF8.GetString(Write(transaction, new JsonWriterOptions { Indented = true })) + "\n";
    }

    private static byte[] Write(SafeTransaction transaction, JsonWriterOptions options = default)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            json.WriteStartObject("types");
            WriteType(json, "EIP712Domain", Domain);
            WriteType(json, "SafeTx", SafeTx);
            json.WriteEndObject();
            json.WriteString("primaryType", "SafeTx");
            json.WriteStartObject("domain");
            json.WriteNumber("chainId", transaction.ChainId);
            json.WriteString("verifyingContract", transaction.Safe.ToString());
            json.WriteEndObject();
            json.WriteStartObject("message");
            SafeTransactionJson.WriteMembers(json, transaction);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteType(Utf8JsonWriter json, string name, (string Name, string Type)[] fields)
    {
        json.WriteStartArray(name);
        foreach (var field in fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("type", field.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
