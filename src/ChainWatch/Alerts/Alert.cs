using System.Text.Json.Serialization;

namespace ChainWatch.Alerts;

/// <summary>How soon a person should look.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    [JsonStringEnumMemberName("info")]
    Info,

    /// <summary>Something is missing or waits for a person.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Money is at stake.</summary>
    [JsonStringEnumMemberName("critical")]
    Critical,
}

/// <summary>Something that a person should look at.</summary>
/// <param name="Key">What the trouble is, such as <c>no-value:1:native</c>: it is raised once for as long as it lasts.</param>
/// <param name="Severity">How soon.</param>
/// <param name="Subject">What it is about, in a few words.</param>
/// <param name="Message">What is the matter, in a sentence.</param>
/// <param name="Hint">What to do or type next.</param>
public sealed record Alert(string Key, Severity Severity, string Subject, string Message, string Hint);
