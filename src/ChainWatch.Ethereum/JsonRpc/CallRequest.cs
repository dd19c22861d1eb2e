using System.Numerics;
using System.Text.Json;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>A call or transaction as <c>eth_call</c> and <c>eth_estimateGas</c> take it. What is null is left to the endpoint.</summary>
public sealed record CallRequest
{
    /// <summary>Sender; the zero address where null.</summary>
    public Address? From { get; init; }

    /// <summary>The contract or account that is called; null creates a contract.</summary>
    public Address? To { get; init; }

    /// <summary>Call data.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Wei sent along.</summary>
    public BigInteger? Value { get; init; }

    /// <summary>Gas limit.</summary>
    public ulong? Gas { get; init; }

    /// <summary>Most wei paid per gas (EIP-1559).</summary>
    public BigInteger? MaxFeePerGas { get; init; }

    /// <summary>Most wei per gas given to the block's builder (EIP-1559).</summary>
    public BigInteger? MaxPriorityFeePerGas { get; init; }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (From is { } from)
        {
            json.WriteString("from", Hex.Encode(from.Bytes));
        }

        if (To is { } to)
        {
            json.WriteString("to", Hex.Encode(to.Bytes));
        }

        // "input" is the newer name; "data" is the one that every node and version takes.
        if (!Data.IsEmpty)
        {
            json.WriteString("data", Hex.Encode(Data.Span));
        }

        WriteQuantity(json, "value", Value);
        WriteQuantity(json, "gas", Gas);
        WriteQuantity(json, "maxFeePerGas", MaxFeePerGas);
        WriteQuantity(json, "maxPriorityFeePerGas", MaxPriorityFeePerGas);
        json.WriteEndObject();
    }

    private static void WriteQuantity(Utf8JsonWriter json, string name, BigInteger? value)
    {
        if (value is { } quantity)
        {
            json.WriteString(name, RpcParameters.Quantity(quantity));
        }
    }
}
