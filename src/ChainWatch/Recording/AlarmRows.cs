using System.Data.Common;
using System.Globalization;
using ChainWatch.Alerts;
using ChainWatch.Recognizing;

namespace ChainWatch.Recording;

/// <summary>Alerts about what a log says. Their keys end with the height of the block, so that a reorg takes them back.</summary>
internal static class AlarmRows
{
    /// <summary>Opens the alarm, or ends it; either way no older one of its topic and source stays open.</summary>
    public static void Add(DbConnection connection, ulong chainId, WatchedSource source, Alarm alarm)
    {
        var topic = $"{Chain(chainId)}{source.Settings.Name}:{alarm.Topic}:";
        var key = string.Create(CultureInfo.InvariantCulture, $"{topic}{alarm.At.BlockNumber}");
        foreach (var older in AlertBook.OpenKeys(connection, topic).Where(open => open != key || alarm.Message is null))
        {
            AlertBook.Close(connection, older, alarm.At.OccurredAt);
        }

        if (alarm.Message is { } message)
        {
            AlertBook.Raise(connection, new Alert(key, alarm.Severity, source.Settings.Name, message, alarm.Hint), alarm.At.OccurredAt);
        }
    }

    /// <summary>Closes what was raised by blocks that are no longer on the chain.</summary>
    public static void Orphan(DbConnection connection, ulong chainId, ulong firstOrphaned, DateTimeOffset now)
    {
        foreach (var key in AlertBook.OpenKeys(connection, Chain(chainId)).Where(key => BlockOf(key) >= firstOrphaned))
        {
            AlertBook.Close(connection, key, now);
        }
    }

    private static string Chain(ulong chainId) => string.Create(CultureInfo.InvariantCulture, $"seen:{chainId}:");

    private static ulong BlockOf(string key) => ulong.Parse(key.AsSpan(key.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
}
