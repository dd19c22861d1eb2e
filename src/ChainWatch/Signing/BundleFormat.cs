using System.Globalization;
using System.Text.Json;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>Bundles as JSON, read strictly: nothing missing, nothing extra, no hash and no signature believed.</summary>
public static class BundleFormat
{
    /// <summary>The largest bundle that is read.</summary>
    public const int MaxSize = 1 << 20;

    private const string Format = "chainwatch-safe-bundle";
    private const int Version = 1;

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Reads a bundle.</summary>
    /// <exception cref="ChainWatchException">It is no bundle, a hash is forged, or a signature is not what it says; the message names the member.</exception>
    public static SignatureBundle Parse(ReadOnlyMemory<byte> json)
    {
        using var document = StrictJson.Parse(json, MaxSize);
        var root = document.RootElement;
        RequireVersion(root);
        StrictJson.RequireMembers(
            root, "", "format", "version", "chainId", "safe", "safeVersion", "transaction", "domainSeparator", "messageHash", "safeTxHash", "signatures");
        var transaction = ReadTransaction(root);
        RequireHash(root, "domainSeparator", transaction.DomainSeparator);
        RequireHash(root, "messageHash", transaction.MessageHash);
        RequireHash(root, "safeTxHash", transaction.SafeTxHash);
        return new SignatureBundle(transaction, ReadSafeVersion(root.GetProperty("safeVersion")), ReadSignatures(root.GetProperty("signatures"), transaction));
    }

    /// <summary>Writes a bundle: UTF-8, ending with a line break where it is indented.</summary>
    public static byte[] Write(SignatureBundle bundle, bool indented = true)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, indented ? Indented : default))
        {
            Write(json, bundle);
        }

        if (indented)
        {
            stream.WriteByte((byte)'\n');
        }

        return stream.ToArray();
    }

    /// <summary>What it is, before what it holds: another format's members mean other things.</summary>
    private static void RequireVersion(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || StrictJson.Text(format, "format") != Format)
        {
            throw StrictJson.Refuse("format", $"a bundle says {Format} here");
        }

        if (!root.TryGetProperty("version", out var version) || StrictJson.Integer(version, "version") != Version)
        {
            throw StrictJson.Refuse("version", $"this ChainWatch reads version {Version}");
        }
    }

    private static string ReadSafeVersion(JsonElement json)
    {
        var version = StrictJson.Text(json, "safeVersion");
        return SafeVersions.TryParse(version, out _)
            ? version
            : throw StrictJson.Refuse("safeVersion", $"expected a version that ChainWatch knows (1.3.0, 1.4.1, 1.5.0), found {StrictJson.Shown(json)}");
    }

    private static SafeTransaction ReadTransaction(JsonElement root)
    {
        var json = root.GetProperty("transaction");
        StrictJson.RequireMembers(
            json, "transaction", "to", "value", "data", "operation", "safeTxGas", "baseGas", "gasPrice", "gasToken", "refundReceiver", "nonce");
        var operation = StrictJson.Integer(json.GetProperty("operation"), "transaction.operation");
        return new SafeTransaction(
            (ulong)StrictJson.Integer(root.GetProperty("chainId"), "chainId"),
            StrictJson.Address(root.GetProperty("safe"), "safe"),
            StrictJson.Integer(json.GetProperty("nonce"), "transaction.nonce"),
            StrictJson.Address(json.GetProperty("to"), "transaction.to"),
            StrictJson.Amount(json.GetProperty("value"), "transaction.value"),
            StrictJson.Bytes(json.GetProperty("data"), "transaction.data"),
            operation is 0 or 1 ? (SafeOperation)operation : throw StrictJson.Refuse("transaction.operation", $"expected 0 (call) or 1 (delegatecall), found {operation}"))
        {
            SafeTxGas = StrictJson.Amount(json.GetProperty("safeTxGas"), "transaction.safeTxGas"),
            BaseGas = StrictJson.Amount(json.GetProperty("baseGas"), "transaction.baseGas"),
            GasPrice = StrictJson.Amount(json.GetProperty("gasPrice"), "transaction.gasPrice"),
            GasToken = StrictJson.Address(json.GetProperty("gasToken"), "transaction.gasToken"),
            RefundReceiver = StrictJson.Address(json.GetProperty("refundReceiver"), "transaction.refundReceiver"),
        };
    }

    private static IReadOnlyList<OwnerSignature> ReadSignatures(JsonElement json, SafeTransaction transaction)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            throw StrictJson.Refuse("signatures", "expected an array");
        }

        var read = new SortedDictionary<Address, OwnerSignature>();
        foreach (var (index, each) in json.EnumerateArray().Index())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"signatures[{index}]");
            StrictJson.RequireMembers(each, path, "owner", "signature");
            var owner = StrictJson.Address(each.GetProperty("owner"), $"{path}.owner");
            if (!read.TryAdd(owner, SignatureVerification.By(owner, transaction, StrictJson.Bytes(each.GetProperty("signature"), $"{path}.signature"))))
            {
                throw StrictJson.Refuse($"{path}.owner", $"{owner} stands there twice");
            }
        }

        return [.. read.Values];
    }

    private static void RequireHash(JsonElement root, string name, Hash32 computed)
    {
        var claimed = StrictJson.Hash(root.GetProperty(name), name);
        if (claimed != computed)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "forged-bundle",
                $"The bundle is refused: {name}: it says {claimed}, but of this transaction, Safe and chain it is {computed}. The bundle is damaged or forged.",
                "Sign nothing of it; export it again with: chainwatch escrow export ID --format bundle");
        }
    }

    private static void Write(Utf8JsonWriter json, SignatureBundle bundle)
    {
        var transaction = bundle.Transaction;
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteNumber("chainId", transaction.ChainId);
        json.WriteString("safe", transaction.Safe.ToString());
        json.WriteString("safeVersion", bundle.SafeVersion);
        json.WriteStartObject("transaction");
        SafeTransactionJson.WriteMembers(json, transaction);
        json.WriteEndObject();
        json.WriteString("domainSeparator", transaction.DomainSeparator.ToString());
        json.WriteString("messageHash", transaction.MessageHash.ToString());
        json.WriteString("safeTxHash", transaction.SafeTxHash.ToString());
        json.WriteStartArray("signatures");
        foreach (var signature in bundle.Signatures)
        {
            json.WriteStartObject();
            json.WriteString("owner", signature.Owner.ToString());
            json.WriteString("signature", Hex.Encode(signature.Bytes.Span));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
