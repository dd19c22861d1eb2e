using ChainWatch.Alerts;
using ChainWatch.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChainWatch.Worker;

/// <summary>Adds what tells of alerts: the courtesy lane, which may fail without stopping the ledger.</summary>
internal static class Telling
{
    public static void AddTelling(this IServiceCollection services, IReadOnlyList<Webhook> webhooks) =>
        services.AddSingleton<IReadOnlyDictionary<string, GuardedPass>>(provider => webhooks.ToDictionary(webhook => webhook.Name, webhook => new GuardedPass(
            $"alerts to {webhook.Name}",
            new AlertChannel(webhook, provider.GetRequiredService<Ledger>(), provider.GetRequiredService<TimeProvider>()).RunAsync,
            provider.GetRequiredService<ILogger<AlertChannel>>())));
}
