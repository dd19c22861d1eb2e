using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;

namespace ChainWatch.LocalnetTests;

/// <summary>A row as <c>income list</c> shows it, as far as it is held against the chain.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Source">The source's name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Category">Its category.</param>
/// <param name="Stage">How far the money has come.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Block">The block that it stands in.</param>
/// <param name="Beneficiary">Who was paid.</param>
/// <param name="Token">What in; the zero address for the chain's own coin.</param>
/// <param name="Decimals">Decimals of that.</param>
/// <param name="Amount">Base units.</param>
/// <param name="Value">In 10^-8 of a dollar; null where it has none.</param>
internal sealed record BookedRow(
    string Id, string Source, string Kind, string Category, string Stage, string Status, ulong Block, Address Beneficiary, Address Token, int Decimals, BigInteger Amount, BigInteger? Value)
{
    /// <summary>Whether nobody doubts it.</summary>
    public bool Counts => Status != "quarantined";

    /// <summary>Whether the beneficiary has it.</summary>
    public bool Arrived => Counts && Stage is not ("accrued" or "distributed");

    public static BookedRow Read(JsonNode row) => new(
        Text(row, "id"),
        Text(row, "source"),
        Text(row, "kind"),
        Text(row, "category"),
        Text(row, "stage"),
        Text(row, "status"),
        row["blockNumber"]!.GetValue<ulong>(),
        Address.Parse(Text(row, "beneficiary")),
        ReadToken(Text(row["amount"]!, "token")),
        row["amount"]!["decimals"]!.GetValue<int>(),
        Integer(Text(row["amount"]!, "baseUnits")),
        row["value"] is { } value ? InUnits(Text(value, "amount")) : null);

    /// <summary>The token of a name in JSON.</summary>
    public static Address ReadToken(string token) => token == "native" ? Address.Zero : Address.Parse(token);

    /// <summary>An integer of any size.</summary>
    public static BigInteger Integer(string digits) => BigInteger.Parse(digits, CultureInfo.InvariantCulture);

    private static BigInteger InUnits(string amount)
    {
        var parts = amount.Split('.');
        return Integer(parts[0] + parts.ElementAtOrDefault(1)?.PadRight(8, '0') ?? "00000000");
    }

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();
}
