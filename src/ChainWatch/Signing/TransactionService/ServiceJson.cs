using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;

namespace ChainWatch.Signing.TransactionService;

/// <summary>The service's JSON: what is sent, byte for byte as Safe's own api-kit sends it, and what comes back.</summary>
internal static class ServiceJson
{
    private const string Origin = "ChainWatch";

    // More owners than any Safe has; a service that sends more is not reading from one.
    private const int MostConfirmations = 256;

    private static readonly string[] Members =
        ["safe", "to", "value", "data", "operation", "safeTxGas", "baseGas", "gasPrice", "gasToken", "refundReceiver", "nonce"];

    /// <summary>The body of <c>POST /api/v2/safes/{safe}/multisig-transactions/</c>.</summary>
    public static byte[] Proposal(SafeTransaction transaction, OwnerSignature signature) => Write(json =>
    {
        json.WriteString("to", transaction.To.ToString());
        json.WriteString("value", SafeTransactionJson.Text(transaction.Value));
        json.WriteString("data", Hex.Encode(transaction.Data.Span));
        json.WriteNumber("operation", (int)transaction.Operation);
        json.WriteString("baseGas", SafeTransactionJson.Text(transaction.BaseGas));
        json.WriteString("gasPrice", SafeTransactionJson.Text(transaction.GasPrice));
        json.WriteString("gasToken", transaction.GasToken.ToString());
        json.WriteString("refundReceiver", transaction.RefundReceiver.ToString());
        json.WriteNumber("nonce", (ulong)transaction.Nonce);
        json.WriteString("safeTxGas", SafeTransactionJson.Text(transaction.SafeTxGas));
        json.WriteString("contractTransactionHash", transaction.SafeTxHash.ToString());
        json.WriteString("sender", signature.Owner.ToString());
        json.WriteString("signature", Hex.Encode(signature.Bytes.Span));
        json.WriteString("origin", Origin);
    });

    /// <summary>The body of <c>POST /api/v1/multisig-transactions/{hash}/confirmations/</c>.</summary>
    public static byte[] Confirmation(OwnerSignature signature) => Write(json => json.WriteString("signature", Hex.Encode(signature.Bytes.Span)));

    /// <summary>The body of <c>DELETE /api/v2/multisig-transactions/{hash}/</c>.</summary>
    public static byte[] Deletion(SafeTransaction transaction, ReadOnlySpan<byte> signature)
    {
        var text = Hex.Encode(signature);
        return Write(json =>
        {
            json.WriteString("safeTxHash", transaction.SafeTxHash.ToString());
            json.WriteString("signature", text);
        });
    }

    /// <summary>The answer to <c>GET /api/v2/multisig-transactions/{hash}/</c>, if the transaction in it hashes to the one that was asked for.</summary>
    /// <exception cref="ChainWatchException">It is another transaction, or no answer of a service.</exception>
    public static PublishedTransaction Read(ReadOnlyMemory<byte> body, SafeTransaction asked)
    {
        using var document = Parse(body);
        var json = document.RootElement;
        var transaction = ReadTransaction(json, asked.ChainId);
        if (transaction.SafeTxHash != asked.SafeTxHash)
        {
            throw Forged(transaction, asked);
        }

        return new PublishedTransaction(
            Member(json, "proposer") is { ValueKind: JsonValueKind.Null } ? null : ReadAddress(json, "proposer"), ReadConfirmations(json));
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
        }
        catch (JsonException wrong)
        {
            throw ServiceRefusal.Senseless("it is not JSON, is nested too deep, or has a member that stands twice", wrong);
        }
    }

    private static SafeTransaction ReadTransaction(JsonElement json, ulong chainId)
    {
        var operation = Amount(json, "operation");
        return new SafeTransaction(
            chainId,
            ReadAddress(json, "safe"),
            Amount(json, "nonce"),
            ReadAddress(json, "to"),
            Amount(json, "value"),
            Member(json, "data").ValueKind == JsonValueKind.Null ? default : Bytes(json, "data"),
            operation <= 1 ? (SafeOperation)(int)operation : throw ServiceRefusal.Senseless("operation is neither 0 nor 1"))
        {
            SafeTxGas = Amount(json, "safeTxGas"),
            BaseGas = Amount(json, "baseGas"),
            GasPrice = Amount(json, "gasPrice"),
            GasToken = AddressOrNobody(json, "gasToken"),
            RefundReceiver = AddressOrNobody(json, "refundReceiver"),
        };
    }

    private static IReadOnlyList<PublishedSignature> ReadConfirmations(JsonElement json)
    {
        var confirmations = Member(json, "confirmations");
        if (confirmations.ValueKind != JsonValueKind.Array || confirmations.GetArrayLength() > MostConfirmations)
        {
            throw ServiceRefusal.Senseless($"confirmations is no list of at most {MostConfirmations}");
        }

        return [.. confirmations.EnumerateArray().Select(each => new PublishedSignature(ReadAddress(each, "owner"), Bytes(each, "signature")))];
    }

    private static ChainWatchException Forged(SafeTransaction found, SafeTransaction asked)
    {
        var differing = Members.Zip(Values(found), Values(asked)).Where(member => member.Second != member.Third).Select(member => $"{member.First} is {member.Second}, not {member.Third}");
        return new ChainWatchException(
            Refusal.Refused,
            "forged-transaction",
            $"The Safe Transaction Service is not believed: what it has as {asked.SafeTxHash} hashes to {found.SafeTxHash}: {string.Join("; ", differing)}.",
            "Sign nothing that this service shows; carry the signatures by bundle: chainwatch escrow export ID");
    }

    private static IEnumerable<string> Values(SafeTransaction of) =>
    [
        $"{of.Safe}", $"{of.To}", $"{of.Value}", Hex.Encode(of.Data.Span), $"{(int)of.Operation}", $"{of.SafeTxGas}", $"{of.BaseGas}", $"{of.GasPrice}", $"{of.GasToken}", $"{of.RefundReceiver}", $"{of.Nonce}",
    ];

    private static JsonElement Member(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member)
        ? member
        : throw ServiceRefusal.Senseless($"{name} is missing");

    private static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static Address ReadAddress(JsonElement json, string name) =>
        Address.TryParse(Text(json, name), out var address) ? address : throw ServiceRefusal.Senseless($"{name} is no address with a right checksum");

    private static Address AddressOrNobody(JsonElement json, string name) =>
        Member(json, name).ValueKind == JsonValueKind.Null ? Address.Zero : ReadAddress(json, name);

    private static byte[] Bytes(JsonElement json, string name) =>
        Hex.TryDecode(Text(json, name), out var bytes) ? bytes : throw ServiceRefusal.Senseless($"{name} is not 0x and hex digits of whole bytes");

    // Some are numbers and some text, and it changed from version to version of the service.
    private static BigInteger Amount(JsonElement json, string name)
    {
        var text = Member(json, name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(json, name);
        return text?.Length <= 78 && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount < BigInteger.One << 256
            ? amount
            : throw ServiceRefusal.Senseless($"{name} is no whole number below 2^256");
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
