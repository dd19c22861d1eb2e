using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.Tests.Transactions;

/// <summary>Transactions as JSON-RPC sends them.</summary>
internal static class JsonTransaction
{
    public static Transaction Read(JsonElement json)
    {
        var type = (TransactionType)(int)Integer(json.Text("type"));
        var hasMaxFee = type >= TransactionType.DynamicFee;
        var v = Integer(json.Text("v"));
        return new Transaction
        {
            Type = type,
            ChainId = type == TransactionType.Legacy && v < 35 ? null : (ulong)Integer(json.Text("chainId")),
            Nonce = (ulong)Integer(json.Text("nonce")),
            GasPrice = hasMaxFee ? null : Integer(json.Text("gasPrice")),
            MaxFeePerGas = hasMaxFee ? Integer(json.Text("maxFeePerGas")) : null,
            MaxPriorityFeePerGas = hasMaxFee ? Integer(json.Text("maxPriorityFeePerGas")) : null,
            GasLimit = (ulong)Integer(json.Text("gas")),
            To = json.GetProperty("to").GetString() is { } to ? Address.Parse(to) : null,
            Value = Integer(json.Text("value")),
            Data = json.Bytes("input"),
            AccessList = json.TryGetProperty("accessList", out var list) ? AccessList(list) : [],
            MaxFeePerBlobGas = type == TransactionType.Blob ? Integer(json.Text("maxFeePerBlobGas")) : null,
            BlobVersionedHashes = type == TransactionType.Blob
                ? [.. json.GetProperty("blobVersionedHashes").EnumerateArray().Select(hash => Hash32.Parse(hash.GetString()))]
                : [],
            AuthorizationList = type == TransactionType.SetCode ? [.. json.GetProperty("authorizationList").EnumerateArray().Select(Authorization)] : [],
            Signature = new Signature(Word(json.Text("r")), Word(json.Text("s")), (int)(v < 2 ? v : v < 35 ? v - 27 : (v - 35) % 2)),
        };
    }

    public static IReadOnlyList<AccessListEntry> AccessList(JsonElement list) =>
    [
        .. list.EnumerateArray().Select(entry => new AccessListEntry(
            Address.Parse(entry.Text("address")),
            [.. entry.GetProperty("storageKeys").EnumerateArray().Select(key => Hash32.Parse(key.GetString()))])),
    ];

    private static Authorization Authorization(JsonElement json) => new(
        Integer(json.Text("chainId")),
        Address.Parse(json.Text("address")),
        (ulong)Integer(json.Text("nonce")),
        (byte)Integer(json.Text("yParity")),
        Integer(json.Text("r")),
        Integer(json.Text("s")));

    /// <summary>A number as 0x and hex digits, of any length.</summary>
    public static BigInteger Integer(string text) => BigInteger.Parse("0" + text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static Hash32 Word(string text) => Hash32.Parse("0x" + text[2..].PadLeft(64, '0'));
}
