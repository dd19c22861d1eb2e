using System.Text.Json;
using ChainWatch.Primitives;

namespace ChainWatch.Reporting;

/// <summary>Amounts as members of a JSON object that is written by hand, in the shapes that every other command writes.</summary>
internal static class ShapesJson
{
    /// <summary><c>{"token":"native","symbol":"ETH","decimals":18,"baseUnits":"1","display":"0.000000000000000001"}</c>.</summary>
    public static void WriteAmount(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Amount amount)
    {
        writer.WriteStartObject(name);
        writer.WriteString("token"u8, amount.Token);
        writer.WriteString("symbol"u8, amount.Symbol);
        writer.WriteNumber("decimals"u8, amount.Decimals);
        writer.WriteString("baseUnits"u8, amount.BaseUnits);
        writer.WriteString("display"u8, amount.Display);
        writer.WriteEndObject();
    }

    /// <summary><c>{"currency":"USD","amount":"1.25"}</c>, or null.</summary>
    public static void WriteValue(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, FiatAmount? value)
    {
        if (value is not { } known)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("currency"u8, known.Currency);
        writer.WriteString("amount"u8, known.Display);
        writer.WriteEndObject();
    }
}
