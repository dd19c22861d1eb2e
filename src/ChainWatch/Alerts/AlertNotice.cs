using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChainWatch.Alerts;

/// <summary>That an alert was opened, acknowledged or closed, with all that is known of it. Mapped from the row.</summary>
internal sealed class AlertNotice
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public long Id { get; init; }

    /// <summary><c>opened</c>, <c>acknowledged</c> or <c>closed</c>.</summary>
    public string Event { get; init; } = "";

    public string Key { get; init; } = "";

    public Severity Severity { get; init; }

    public string Subject { get; init; } = "";

    public string Message { get; init; } = "";

    public string Hint { get; init; } = "";

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The same for the same event whenever it is sent. The time is in it because a restored ledger counts its alerts anew.</summary>
    public string Delivery => string.Create(CultureInfo.InvariantCulture, $"{Id}-{OpenedAt.ToUnixTimeSeconds()}-{Event}");

    /// <summary>The notice as JSON in UTF-8; its shape is told in <c>docs/cli.md</c>.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("format", "chainwatch-alert");
            json.WriteNumber("version", 1);
            json.WriteString("delivery", Delivery);
            json.WriteString("event", Event);
            json.WriteStartObject("alert");
            json.WriteString("id", Id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("key", Key);
            json.WriteString("severity", Severity.ToString().ToLowerInvariant());
            json.WriteString("subject", Subject);
            json.WriteString("message", Message);
            json.WriteString("hint", Hint);
            WriteTime(json, "openedAt", OpenedAt);
            WriteTime(json, "acknowledgedAt", AcknowledgedAt);
            WriteTime(json, "closedAt", ClosedAt);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
