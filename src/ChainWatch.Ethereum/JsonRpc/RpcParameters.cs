using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Writes parameters as the Ethereum JSON-RPC specification has them.</summary>
internal static class RpcParameters
{
    /// <summary>A number as a hex quantity without zeros in front.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
    internal static string Quantity(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        // A BigInteger writes a zero before a leading digit of 8 and above, which would read as a sign.
        var digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return digits.Length == 0 ? "0x0" : "0x" + digits;
    }

    internal static void Write(Utf8JsonWriter json, LogFilter filter)
    {
        json.WriteStartObject();
        if (filter.BlockHash is { } hash)
        {
            json.WriteString("blockHash", hash.ToString());
        }

        WriteBound(json, "fromBlock", filter.FromBlock);
        WriteBound(json, "toBlock", filter.ToBlock);
        if (filter.Addresses.Count > 0)
        {
            json.WriteStartArray("address");
            foreach (var address in filter.Addresses)
            {
                json.WriteStringValue(Hex.Encode(address.Bytes));
            }

            json.WriteEndArray();
        }

        WriteTopics(json, filter.Topics);
        json.WriteEndObject();
    }

    /// <summary>What a filter is about, for messages.</summary>
    internal static string Describe(LogFilter filter) => filter switch
    {
        { BlockHash: { } hash } => $"block {hash}",
        { FromBlock: { } from, ToBlock: { } to } when from == to => $"block {from}",
        _ => $"blocks {filter.FromBlock?.ToString(CultureInfo.InvariantCulture) ?? "latest"} to {filter.ToBlock?.ToString(CultureInfo.InvariantCulture) ?? "latest"}",
    };

    private static void WriteBound(Utf8JsonWriter json, string name, ulong? number)
    {
        if (number is { } bound)
        {
            json.WriteString(name, Quantity(bound));
        }
    }

    private static void WriteTopics(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<Hash32>?> topics)
    {
        if (topics.Count == 0)
        {
            return;
        }

        json.WriteStartArray("topics");
        foreach (var position in topics)
        {
            // An empty list asks for anything, as null does; nodes differ in what they make of one.
            if (position is not { Count: > 0 })
            {
                json.WriteNullValue();
                continue;
            }

            json.WriteStartArray();
            foreach (var topic in position)
            {
                json.WriteStringValue(topic.ToString());
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
