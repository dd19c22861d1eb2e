using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;

namespace ChainWatch.Support.Localnet;

/// <summary>What <c>simulate.ts</c> vouches for: everything that must be recorded, to the base unit.</summary>
public sealed class SimulatedIncome
{
    private SimulatedIncome(JsonNode json)
    {
        Json = json;
        Payments = [.. json["payments"]!.AsArray().Select(row => ReadPayment(row!))];
        Movements = [.. json["movements"]!.AsArray().Select(row => ReadMovement(row!))];
    }

    /// <summary>The file as it was written.</summary>
    public JsonNode Json { get; }

    /// <summary>Every payment, in chain order.</summary>
    public IReadOnlyList<Paid> Payments { get; }

    /// <summary>Every movement of the owner's capital, in chain order.</summary>
    public IReadOnlyList<Moved> Movements { get; }

    /// <summary>Reads the file.</summary>
    public static SimulatedIncome Read(string file) => new(JsonNode.Parse(File.ReadAllText(file))!);

    private static Paid ReadPayment(JsonNode row) => new(
        Text(row, "source"),
        Address.Parse(Text(row, "payer")),
        Text(row, "token") is "native" ? Address.Zero : Address.Parse(Text(row, "token")),
        Amount(row, "baseUnits"),
        row["blockNumber"]!.GetValue<ulong>(),
        Hash32.Parse(Text(row, "blockHash")),
        row["logIndex"]!.GetValue<int>(),
        Hash32.Parse(Text(row, "transactionHash")));

    private static Moved ReadMovement(JsonNode row) => new(
        Text(row, "source"),
        Text(row, "direction") == "deposit",
        Amount(row, "assets"),
        Amount(row, "shares"),
        row["blockNumber"]!.GetValue<ulong>(),
        Hash32.Parse(Text(row, "blockHash")),
        row["logIndex"]!.GetValue<int>(),
        Hash32.Parse(Text(row, "transactionHash")));

    private static string Text(JsonNode row, string name) => row[name]!.GetValue<string>();

    private static BigInteger Amount(JsonNode row, string name) => BigInteger.Parse(Text(row, name), CultureInfo.InvariantCulture);
}
