using ChainWatch.Chains;
using ChainWatch.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ChainWatch.Worker;

/// <summary>Adds what watches: one job for each chain, and a listener where heads are announced.</summary>
internal static class IncomeWatching
{
    public static void AddIncomeWatching(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<IReadOnlyDictionary<string, Watch>>(provider => settings.Chains.ToDictionary(chain => chain.Name, chain => new Watch(
            new WatchedChain(settings, chain, provider.GetRequiredService<Ledger>(), provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<IProgress<PassProgress>>(),
            provider.GetRequiredService<ILogger<Watch>>())));

        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);
            foreach (var chain in settings.Chains)
            {
                AddJob(quartz, chain);
            }
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);

        foreach (var chain in settings.Chains.Where(chain => chain.Heads is not null))
        {
            services.AddSingleton<IHostedService>(provider => new HeadsService(
                chain,
                chain.Heads!,
                provider.GetRequiredService<IReadOnlyDictionary<string, Watch>>()[chain.Name],
                provider.GetRequiredService<ISchedulerFactory>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<HeadsService>>()));
        }
    }

    private static void AddJob(IQuartzBuilder quartz, ChainSettings chain)
    {
        var key = new JobKey(chain.Name);
        quartz.AddJob<IncomeJob>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger => trigger
            .ForJob(key)
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(chain.PollInterval).RepeatForever()));
    }
}
