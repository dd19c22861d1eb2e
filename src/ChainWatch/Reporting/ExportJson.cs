using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChainWatch.Reporting;

/// <summary>The same as the CSV file, in the shapes of <c>income list --json</c>; one entry on each line.</summary>
internal static class ExportJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ExportFormat Format { get; } = new("json", "[\n", ",\n", "\n]\n", Write);

    private static void Write(LineBuffer line, ExportEntry entry)
    {
        using var writer = new Utf8JsonWriter(line, Options);
        writer.WriteStartObject();
        writer.WriteString("entry"u8, entry.IsCorrection ? "correction" : "new");
        writer.WriteString("subject"u8, entry.Key);
        writer.WriteString("what"u8, entry.What);
        writer.WriteString("occurredAt"u8, entry.When);
        writer.WriteString("source"u8, entry.Source);
        writer.WriteString("category"u8, entry.Category);
        writer.WriteString("kind"u8, entry.Kind);
        writer.WriteString("stage"u8, entry.Stage);
        WriteWhere(writer, entry);
        writer.WriteAmount("amount"u8, entry.Shown);
        writer.WriteValue("value"u8, entry.Value);
        writer.WriteString("priceSource"u8, entry.PriceSource);
        writer.WriteEndObject();
    }

    private static void WriteWhere(Utf8JsonWriter writer, ExportEntry entry)
    {
        writer.WriteString("chain"u8, entry.Chain);
        writer.WriteString("transactionHash"u8, entry.Transaction);
        if (entry.LogIndex is { } index)
        {
            writer.WriteNumber("logIndex"u8, index);
        }
        else
        {
            writer.WriteNull("logIndex"u8);
        }

        writer.WriteString("payer"u8, entry.Payer);
        writer.WriteString("beneficiary"u8, entry.Beneficiary);
    }
}
