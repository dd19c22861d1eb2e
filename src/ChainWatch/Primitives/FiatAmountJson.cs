using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChainWatch.Primitives;

/// <summary>An amount of money as scripts read it: <c>{"currency":"USD","amount":"1.25"}</c>.</summary>
internal sealed class FiatAmountJson : JsonConverter<FiatAmount>
{
    public override FiatAmount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var shape = JsonSerializer.Deserialize<Shape>(ref reader, JsonSerializerOptions.Web);
        return shape is { Currency.Length: > 0, Amount: { } text } && FiatAmount.TryParse(shape.Currency, text, out var amount)
            ? amount
            : throw new JsonException("An amount of money is {\"currency\":\"USD\",\"amount\":\"1.25\"}.");
    }

    public override void Write(Utf8JsonWriter writer, FiatAmount value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("currency", value.Currency);
        writer.WriteString("amount", value.Display);
        writer.WriteEndObject();
    }

    private sealed record Shape(string? Currency, string? Amount);
}
