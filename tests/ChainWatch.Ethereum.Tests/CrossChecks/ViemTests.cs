using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Ethereum.TypedData;

namespace ChainWatch.Ethereum.Tests.CrossChecks;

public sealed class ViemTests
{
    private readonly Random _random = new(20_260_601);

    [Fact]
    public async Task Two_hundred_random_documents_hash_as_viem_hashes_them()
    {
        var documents = Enumerable.Range(0, 200).Select(_ => TypedDataDocument.Parse(new RandomDocument(_random).Make().ToJsonString())).ToArray();
        var answers = await Viem.AskAsync(documents.Select(document =>
            new JsonObject { ["kind"] = "typedData", ["document"] = JsonNode.Parse(document.ToString()) }));

        Counted.Exactly(200, answers.Length);
        foreach (var (document, answer) in documents.Zip(answers))
        {
            Assert.True(answer == document.SigningHash.ToString(), $"{answer} {document.SigningHash} {document}");
        }
    }

    [Fact]
    public async Task Two_hundred_random_transactions_are_signed_as_viem_signs_them()
    {
        var keys = Enumerable.Range(0, 200).Select(_ => Bytes(32)).ToArray();
        var random = new RandomTransaction(_random);
        var transactions = Enumerable.Range(0, 200).Select(i => random.Make((TransactionType)(i % 5))).ToArray();
        var answers = await Viem.AskAsync(keys.Zip(transactions, (key, transaction) =>
            new JsonObject { ["kind"] = "transaction", ["key"] = Hex.Encode(key), ["transaction"] = Json(transaction) }));

        Counted.Exactly(200, answers.Length);
        foreach (var (key, transaction, answer) in keys.Zip(transactions, answers))
        {
            using var signer = new PrivateKey(key);
            Assert.True(answer == Hex.Encode(transaction.SignedBy(signer).Encode()), $"{answer} {Json(transaction).ToJsonString()}");
        }
    }

    [Fact]
    public async Task A_thousand_random_texts_are_normalized_as_the_engine_normalizes_them()
    {
        // The planes that hold characters, without those that newer versions of Unicode may yet give a meaning.
        var texts = Enumerable.Range(0, 1000).Select(_ => string.Concat(Enumerable.Range(0, 20).Select(_ => RandomCharacter()))).ToArray();
        var answers = await Viem.AskAsync(texts.Select(text => new JsonObject { ["kind"] = "normalization", ["text"] = text }));

        Counted.Exactly(1000, answers.Length);
        foreach (var (text, answer) in texts.Zip(answers))
        {
            Assert.Equal(answer, Hex.Encode(Nfkd.ToUtf8(text)));
        }
    }

    private string RandomCharacter() => new Rune(_random.Next(6) switch
    {
        0 => _random.Next(0x20, 0x7f),
        1 => _random.Next(0x300, 0x370),
        2 => _random.Next(0xAC00, 0xD7A4),
        3 => _random.Next(0xF900, 0xFA6E),
        4 => _random.Next(0xA0, 0x180),
        _ => _random.Next(0x3300, 0x3400),
    }).ToString();

    private static JsonObject Json(Transaction transaction)
    {
        string[] names = ["legacy", "eip2930", "eip1559", "eip4844", "eip7702"];
        var json = new JsonObject { ["type"] = names[(int)transaction.Type], ["nonce"] = transaction.Nonce };
        Add(json, "gas", transaction.GasLimit);
        Add(json, "value", transaction.Value);
        Add(json, "gasPrice", transaction.GasPrice);
        Add(json, "maxFeePerGas", transaction.MaxFeePerGas);
        Add(json, "maxPriorityFeePerGas", transaction.MaxPriorityFeePerGas);
        Add(json, "maxFeePerBlobGas", transaction.MaxFeePerBlobGas);
        json["data"] = Hex.Encode(transaction.Data.Span);
        json["to"] = transaction.To?.ToString();
        if (transaction.ChainId is { } chainId)
        {
            json["chainId"] = chainId;
        }

        json["accessList"] = transaction.Type == TransactionType.Legacy ? null : new JsonArray([.. transaction.AccessList.Select(Json)]);
        json["blobVersionedHashes"] = transaction.Type == TransactionType.Blob
            ? new JsonArray([.. transaction.BlobVersionedHashes.Select(hash => (JsonNode)hash.ToString())])
            : null;
        json["authorizationList"] = transaction.Type == TransactionType.SetCode ? new JsonArray([.. transaction.AuthorizationList.Select(Json)]) : null;
        foreach (var (name, _) in json.Where(member => member.Value is null).ToArray())
        {
            json.Remove(name);
        }

        return json;
    }

    private static JsonNode Json(AccessListEntry entry) => new JsonObject
    {
        ["address"] = entry.Address.ToString(),
        ["storageKeys"] = new JsonArray([.. entry.StorageKeys.Select(key => (JsonNode)key.ToString())]),
    };

    private static JsonNode Json(Authorization authorization) => new JsonObject
    {
        ["chainId"] = (int)authorization.ChainId,
        ["address"] = authorization.Address.ToString(),
        ["nonce"] = authorization.Nonce,
        ["yParity"] = authorization.YParity,
        ["r"] = Quantity(authorization.R),
        ["s"] = Quantity(authorization.S),
    };

    private static string Quantity(BigInteger number) => "0x" + Convert.ToHexStringLower(number.ToByteArray(isUnsigned: true, isBigEndian: true));

    private static void Add(JsonObject json, string name, BigInteger? number) => json[name] = number?.ToString(CultureInfo.InvariantCulture);

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
