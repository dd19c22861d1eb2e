using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChainWatch.Reporting;

/// <summary>
/// A payment as scripts read it. Written by hand: a list of a year waits for what looks each property up. What belongs to
/// one payment shown by itself is there where it was asked for.
/// </summary>
internal sealed class IncomeItemJson : JsonConverter<IncomeItem>
{
    public override IncomeItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Payments are written, never read.");

    public override void Write(Utf8JsonWriter writer, IncomeItem value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        WriteWhat(writer, value);
        WriteWhere(writer, value);
        WriteAmounts(writer, value);
        WriteState(writer, value);
        WriteDetails(writer, value, options);
        writer.WriteEndObject();
    }

    private static void WriteWhat(Utf8JsonWriter writer, IncomeItem item)
    {
        writer.WriteString("id"u8, item.Id);
        writer.WriteString("source"u8, item.Source);
        writer.WriteString("category"u8, item.Category);
        writer.WriteString("kind"u8, item.Kind);
        writer.WriteString("stage"u8, item.Stage);
    }

    private static void WriteWhere(Utf8JsonWriter writer, IncomeItem item)
    {
        writer.WriteString("chain"u8, item.Chain);
        writer.WriteNumber("blockNumber"u8, item.BlockNumber);
        writer.WriteString("blockHash"u8, item.BlockHash);
        writer.WriteString("transactionHash"u8, item.TransactionHash);
        writer.WriteNumber("logIndex"u8, item.LogIndex);
        WriteTime(writer, "occurredAt"u8, item.OccurredAt);
        writer.WriteString("payer"u8, item.Payer);
        writer.WriteString("beneficiary"u8, item.Beneficiary);
    }

    private static void WriteAmounts(Utf8JsonWriter writer, IncomeItem item)
    {
        writer.WriteAmount("amount"u8, item.Amount);
        writer.WriteValue("value"u8, item.Value);
        writer.WriteString("priceSource"u8, item.PriceSource);
    }

    private static void WriteState(Utf8JsonWriter writer, IncomeItem item)
    {
        writer.WriteString("status"u8, item.Status.Word());
        writer.WriteString("proof"u8, item.Proof);
        writer.WriteString("quarantine"u8, item.Quarantine);
        WriteTime(writer, "orphanedAt"u8, item.OrphanedAt);
        if (item.Note is not null)
        {
            writer.WriteString("note"u8, item.Note);
        }

        writer.WriteString("balanceCheck"u8, item.BalanceCheck);
        if (item.Arrived is not null)
        {
            writer.WriteAmount("arrived"u8, item.Arrived);
        }
    }

    private static void WriteDetails(Utf8JsonWriter writer, IncomeItem item, JsonSerializerOptions options)
    {
        Write("releases", item.Releases);
        Write("valuation", item.Valuation);
        Write("evidence", item.Evidence);
        Write("tax", item.Tax);

        void Write<T>(string name, T? value)
            where T : class
        {
            if (value is not null)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, value, options);
            }
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        Span<byte> text = stackalloc byte[32];
        if (time?.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) == true)
        {
            writer.WriteString(name, text[..length]);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
