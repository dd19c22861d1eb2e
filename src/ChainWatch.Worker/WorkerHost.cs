using ChainWatch.Alerts;
using ChainWatch.Guarding;
using ChainWatch.Recording;
using ChainWatch.Storage;
using ChainWatch.Worker.Keeping;
using ChainWatch.Worker.Progress;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChainWatch.Worker;

/// <summary>The daemon: checks the configuration against the chains, opens the ledger, and watches until it is stopped.</summary>
internal static class WorkerHost
{
    // A stop must be done within ten seconds; a pass ends between two requests.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(Settings settings, TimeProvider clock, CancellationToken cancellation)
    {
        RefuseNothingToWatch(settings);
        var webhooks = settings.Alerts.Channels.Select(channel => new Webhook(channel)).ToList();
        var findings = await new SetupCheck(settings, clock).RunAsync(cancellation);
        RefuseWhatIsWrong(findings);

        using var alone = LedgerLock.Take(settings.Ledger);
        var ledger = Ledger.OpenToWrite(settings.Ledger, clock);
        QuarantineAlerts.TellAll(ledger, clock.GetUtcNow());
        using var keeper = await Keeper.OpenAsync(settings, ledger, clock, cancellation);
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.Sources.Clear();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        AddLogging(builder.Logging);
        builder.Services.AddSingleton(clock).AddSingleton(settings).AddSingleton(ledger);
        builder.Services.AddProgress();
        builder.Services.AddWatching(settings, keeper);
        builder.Services.AddTelling(webhooks);

        using var host = builder.Build();
        Warn(findings, host.Services.GetRequiredService<ILogger<Watch>>());
        await host.RunAsync(cancellation);
    }

    private static void RefuseNothingToWatch(Settings settings)
    {
        if (settings.Sources.Count == 0)
        {
            throw new ChainWatchException(
                Refusal.Refused, "configuration", "Sources: no source is configured, so there is nothing to watch.", "Add one to the configuration and type: chainwatch check");
        }
    }

    // One chain's outage keeps no other from being watched; a wrong entry is mended before anything is written.
    private static void RefuseWhatIsWrong(IReadOnlyList<SetupFinding> findings)
    {
        var problems = findings.Select(finding => finding.Problem).OfType<ChainWatchException>().ToList();
        if (problems.Find(problem => problem.Refusal == Refusal.Refused) is { } refused)
        {
            throw refused;
        }

        if (problems.Count > 0 && findings.All(finding => finding.Problem is not null))
        {
            throw problems[0];
        }
    }

    private static void Warn(IReadOnlyList<SetupFinding> findings, ILogger log)
    {
        foreach (var finding in findings.Where(finding => finding.Problem is not null))
        {
            log.LogWarning("{Message} {Hint}", finding.Problem!.Message, "It is tried again until it answers.");
        }
    }

    private static void AddLogging(ILoggingBuilder logging) => logging
        .ClearProviders()
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        })
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Quartz", LogLevel.Warning)
        .AddFilter("Microsoft", LogLevel.Warning);
}
