using System.Numerics;
using ChainWatch.Configuration;
using ChainWatch.Primitives;

namespace ChainWatch.Executing;

/// <summary>The configuration section <c>Keeper</c>: a key of the worker's that holds nothing but gas.</summary>
/// <param name="KeyFile">Full path of its keystore; null while there is no keeper.</param>
/// <param name="PassphraseFile">Full path of the file whose first line opens it.</param>
/// <param name="DailyGasBudget">The most wei to spend within one day (UTC) on one chain.</param>
/// <param name="Execute">Whether it executes proposals that enough owners have signed.</param>
/// <param name="Release">Whether it lets TaxSplitters divide what they hold.</param>
/// <param name="ReleaseEvery">How long it waits between two releases of one token by one splitter.</param>
/// <param name="ReplaceAfter">How long a transaction waits before it is replaced by one that pays more.</param>
public sealed record KeeperSettings(
    string? KeyFile, string? PassphraseFile, BigInteger DailyGasBudget, bool Execute, bool Release, TimeSpan ReleaseEvery, TimeSpan ReplaceAfter)
{
    private const string DefaultBudget = "0.01";
    private const int CoinDecimals = 18;

    /// <summary>No keeper; durations for those who send by hand.</summary>
    public static KeeperSettings None { get; } = new(null, null, 0, true, true, TimeSpan.FromDays(1), TimeSpan.FromMinutes(3));

    /// <summary>Whether there is a keeper.</summary>
    public bool IsEnabled => KeyFile is not null;

    internal static KeeperSettings Read(SectionReader? section, string folder, bool hasTreasury)
    {
        if (section is null)
        {
            return None;
        }

        var enabled = section.Flag("Enabled", otherwise: false);
        if (enabled && !hasTreasury)
        {
            section.Problem("Enabled", "there is nothing to keep: name the treasury in Escrow, or set it to false");
        }

        section.Leave("KeyFile", "PassphraseFile");
        var budget = section.Text("DailyGasBudget", DefaultBudget);
        if (!BaseUnits.TryParse(budget, CoinDecimals, out var wei) || wei.IsZero)
        {
            section.Problem("DailyGasBudget", $"'{budget}' is no amount of coins: write digits, for example {DefaultBudget}");
        }

        var settings = new KeeperSettings(
            enabled ? Path.GetFullPath(Path.Combine(folder, section.Text("KeyFile"))) : null,
            enabled ? Path.GetFullPath(Path.Combine(folder, section.Text("PassphraseFile"))) : null,
            wei,
            section.Flag("Execute", None.Execute),
            section.Flag("Release", None.Release),
            section.Duration("ReleaseEvery", None.ReleaseEvery),
            section.Duration("ReplaceAfter", None.ReplaceAfter));
        section.RefuseUnknownKeys();
        return settings;
    }
}
