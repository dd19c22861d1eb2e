using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChainWatch.Reporting;

/// <summary>The same as the CSV file, in the shapes of <c>income list --json</c>; one entry on each line.</summary>
internal static class ExportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ExportFormat Format { get; } = new("json", "[\n", ",\n", "\n]\n", Line);

    private static string Line(ExportEntry entry) => JsonSerializer.Serialize(
        new
        {
            Entry = entry.IsCorrection ? "correction" : "new",
            Subject = entry.Key,
            What = entry.Subject.ToString().ToLowerInvariant(),
            OccurredAt = entry.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            entry.Source,
            entry.Category,
            entry.Kind,
            entry.Stage,
            entry.Chain,
            TransactionHash = entry.Transaction,
            entry.LogIndex,
            Payer = entry.Payer?.ToString(),
            Beneficiary = entry.Beneficiary?.ToString(),
            Amount = entry.Shown,
            entry.Value,
            entry.PriceSource,
        },
        Options);
}
