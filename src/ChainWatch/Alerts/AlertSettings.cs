using ChainWatch.Configuration;

namespace ChainWatch.Alerts;

/// <summary>A webhook that alerts are posted to.</summary>
/// <param name="Name">By which the ledger knows what it has been told; its address is never written down or logged.</param>
/// <param name="Url">Where to post; user, password, path and query may be credentials.</param>
/// <param name="SecretFile">Full path of the file with the secret that signs each post; null where none is signed.</param>
public sealed record WebhookSettings(string Name, Uri Url, string? SecretFile);

/// <summary>The configuration section <c>Alerts</c>: whom alerts are told to.</summary>
/// <param name="Channels">Each with a name of its own; none where alerts are only listed.</param>
public sealed record AlertSettings(IReadOnlyList<WebhookSettings> Channels)
{
    /// <summary>Alerts are told to nobody.</summary>
    public static readonly AlertSettings None = new([]);

    internal static AlertSettings Read(SectionReader section, string folder)
    {
        var channels = new List<WebhookSettings>();
        foreach (var child in section.Sections("Channels"))
        {
            var channel = ReadChannel(child, folder);
            if (channels.Any(other => other.Name == channel.Name))
            {
                child.Problem("Name", $"'{channel.Name}' is given twice: give each channel a Name of its own");
            }

            channels.Add(channel);
        }

        section.RefuseUnknownKeys();
        return new AlertSettings(channels);
    }

    private static WebhookSettings ReadChannel(SectionReader section, string folder)
    {
        const string webhook = "webhook";
        section.OneOf("Kind", [webhook]);
        var secret = section.Text("SecretFile", "");
        var channel = new WebhookSettings(
            section.Text("Name", webhook), section.Url("Url", ["https", "http"]), secret.Length == 0 ? null : Path.GetFullPath(Path.Combine(folder, secret)));
        section.RefuseUnknownKeys();
        return channel;
    }
}
