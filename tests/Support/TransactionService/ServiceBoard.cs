using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;

namespace ChainWatch.Support.TransactionService;

/// <summary>
/// What a Safe Transaction Service keeps, and what it demands of whoever writes there (safe-transaction-service,
/// history/serializers.py and views_v2.py). It knows one Safe.
/// </summary>
public sealed class ServiceBoard(ulong chainId, Address safe, IReadOnlyList<Address> owners, TimeProvider clock)
{
    private static readonly string[] ProposalMembers =
    [
        "to", "value", "data", "operation", "baseGas", "gasPrice", "gasToken", "refundReceiver", "nonce", "safeTxGas",
        "contractTransactionHash", "sender", "signature", "origin",
    ];

    private readonly Dictionary<string, JsonObject> _transactions = [];

    /// <summary>The key that it asks for; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>What it makes of a transaction before it shows it.</summary>
    public Action<JsonObject>? Lie { get; set; }

    /// <summary>The hour that the last deletion was signed for.</summary>
    public long LastTotp { get; private set; }

    /// <summary>The transactions that it has, as it shows them.</summary>
    public IReadOnlyDictionary<string, JsonObject> Transactions => _transactions;

    public ServiceReply Answer(ServiceRequest asked)
    {
        if (Key is not null && asked.Authorization != $"Bearer {Key}")
        {
            return new ServiceReply(401, """{"message":"No API key found in request"}""");
        }

        if (asked.Body.Length > 0 && asked.ContentType != "application/json")
        {
            return new ServiceReply(415, """{"detail":"Unsupported media type"}""");
        }

        var path = asked.Path.Split('/');
        return (asked.Method, path) switch
        {
            ("GET", ["", "api", "v2", "multisig-transactions", var hash, ""]) => Show(hash),
            ("DELETE", ["", "api", "v2", "multisig-transactions", var hash, ""]) => Delete(hash, asked.Body),
            ("POST", ["", "api", "v2", "safes", var at, "multisig-transactions", ""]) => Propose(at, asked.Body),
            ("POST", ["", "api", "v1", "multisig-transactions", var hash, "confirmations", ""]) => Confirm(hash, asked.Body),
            _ => new ServiceReply(404, """{"detail":"Not found."}"""),
        };
    }

    private static ServiceReply Refuse(string reason) => new(422, new JsonObject { ["nonFieldErrors"] = new JsonArray(reason) }.ToJsonString());

    private ServiceReply Show(string hash)
    {
        if (!_transactions.TryGetValue(hash, out var transaction))
        {
            return new ServiceReply(404, """{"detail":"No MultisigTransaction matches the given query."}""");
        }

        var shown = (JsonObject)transaction.DeepClone();
        Lie?.Invoke(shown);
        return new ServiceReply(200, shown.ToJsonString());
    }

    private ServiceReply Propose(string at, string body)
    {
        if (!Address.TryParse(at, out var account) || at != account.ToString())
        {
            return new ServiceReply(422, $$"""{"code":1,"message":"Checksum address validation failed","arguments":["{{at}}"]}""");
        }

        if (account != safe)
        {
            return Refuse($"Cannot get Safe info from {at}");
        }

        var json = (JsonObject)JsonNode.Parse(body)!;
        if (json.Select(member => member.Key).Except(ProposalMembers).FirstOrDefault() is { } unknown)
        {
            return Refuse($"{unknown} is no field");
        }

        var transaction = Read(json);
        var hash = $"{transaction.SafeTxHash}";
        if (Text(json, "contractTransactionHash") != hash)
        {
            return Refuse($"Contract-transaction-hash={hash} does not match provided contract-tx-hash={Text(json, "contractTransactionHash")}");
        }

        var sender = Checksummed(json, "sender");
        if (!owners.Contains(sender))
        {
            return Refuse($"Sender={sender} is not an owner or delegate. Current owners={string.Join(",", owners)}");
        }

        var signature = Hex.Decode(Text(json, "signature"));
        if (ServiceSignatures.SignerOf(transaction.SafeTxHash, signature) is var signer && signer != sender)
        {
            return Refuse($"Signature does not match sender={sender}. Calculated owners={signer}");
        }

        if (Text(json, "origin").Length > 200)
        {
            return Refuse("Ensure this field has no more than 200 characters.");
        }

        if (_transactions.TryAdd(hash, Shown(transaction, sender)))
        {
            _transactions[hash]["origin"] = Text(json, "origin");
        }

        Add(_transactions[hash], sender, signature);
        return new ServiceReply(201);
    }

    private ServiceReply Confirm(string hash, string body)
    {
        if (!_transactions.TryGetValue(hash, out var transaction))
        {
            return new ServiceReply(404, $$"""{"detail":"Multisig transaction with safe-tx-hash={{hash}} was not found"}""");
        }

        var json = (JsonObject)JsonNode.Parse(body)!;
        var signature = Hex.Decode(Text(json, "signature"));
        if (json.Count != 1 || ServiceSignatures.SignerOf(Hash32.Parse(hash), signature) is not { } signer || !owners.Contains(signer))
        {
            return Refuse("Signer is not an owner. Current owners=…");
        }

        Add(transaction, signer, signature);
        return new ServiceReply(201, """{"signature":"…"}""");
    }

    private ServiceReply Delete(string hash, string body)
    {
        if (!_transactions.TryGetValue(hash, out var transaction))
        {
            return new ServiceReply(404, """{"detail":"Multisig transaction not found"}""");
        }

        var json = (JsonObject)JsonNode.Parse(body)!;
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / 3600;
        foreach (var totp in (long[])[now - 1, now])
        {
            var signer = ServiceSignatures.SignerOf(ServiceSignatures.DeleteRequest(chainId, safe, Hash32.Parse(hash), totp), Hex.Decode(Text(json, "signature")));
            if (signer?.ToString() == Text(transaction, "proposer"))
            {
                LastTotp = totp;
                _transactions.Remove(hash);
                return new ServiceReply(204);
            }
        }

        return new ServiceReply(400, """{"nonFieldErrors":["Provided signer is not the proposer or the delegate user who proposed the transaction"]}""");
    }

    private SafeTransaction Read(JsonObject json) => new(
        chainId, safe, json["nonce"]!.GetValue<ulong>(), Checksummed(json, "to"), Number(json, "value"), Hex.Decode(Text(json, "data")), (SafeOperation)json["operation"]!.GetValue<int>())
    {
        SafeTxGas = Number(json, "safeTxGas"),
        BaseGas = Number(json, "baseGas"),
        GasPrice = Number(json, "gasPrice"),
        GasToken = Checksummed(json, "gasToken"),
        RefundReceiver = Checksummed(json, "refundReceiver"),
    };

    /// <summary>As version 2 of the service shows a transaction: nonce and gas as text.</summary>
    private JsonObject Shown(SafeTransaction of, Address proposer) => new()
    {
        ["safe"] = $"{of.Safe}",
        ["to"] = $"{of.To}",
        ["value"] = $"{of.Value}",
        ["data"] = of.Data.IsEmpty ? null : Hex.Encode(of.Data.Span),
        ["operation"] = (int)of.Operation,
        ["gasToken"] = $"{of.GasToken}",
        ["safeTxGas"] = $"{of.SafeTxGas}",
        ["baseGas"] = $"{of.BaseGas}",
        ["gasPrice"] = $"{of.GasPrice}",
        ["refundReceiver"] = $"{of.RefundReceiver}",
        ["nonce"] = $"{of.Nonce}",
        ["executionDate"] = null,
        ["submissionDate"] = Now,
        ["modified"] = Now,
        ["blockNumber"] = null,
        ["transactionHash"] = null,
        ["safeTxHash"] = $"{of.SafeTxHash}",
        ["proposer"] = $"{proposer}",
        ["proposedByDelegate"] = null,
        ["executor"] = null,
        ["isExecuted"] = false,
        ["isSuccessful"] = null,
        ["origin"] = "{}",
        ["dataDecoded"] = new JsonObject { ["method"] = "transfer", ["parameters"] = new JsonArray() },
        ["confirmationsRequired"] = 2,
        ["confirmations"] = new JsonArray(),
        ["trusted"] = true,
        ["signatures"] = null,
    };

    private string Now => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void Add(JsonObject transaction, Address owner, byte[] signature)
    {
        var confirmations = transaction["confirmations"]!.AsArray();
        if (!confirmations.Any(each => Text((JsonObject)each!, "owner") == owner.ToString()))
        {
            confirmations.Add((JsonNode)new JsonObject
            {
                ["owner"] = $"{owner}",
                ["submissionDate"] = Now,
                ["transactionHash"] = null,
                ["signature"] = Hex.Encode(signature),
                ["signatureType"] = signature[64] > 30 ? "ETH_SIGN" : "EOA",
            });
        }
    }

    private static string Text(JsonObject json, string name) => json[name]!.GetValue<string>();

    private static BigInteger Number(JsonObject json, string name) => BigInteger.Parse(Text(json, name), NumberStyles.None, CultureInfo.InvariantCulture);

    private static Address Checksummed(JsonObject json, string name) =>
        Address.TryParse(Text(json, name), out var address) && address.ToString() == Text(json, name) ? address : throw new JsonException($"{name} has no checksum");
}
