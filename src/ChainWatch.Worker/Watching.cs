using ChainWatch.Storage;
using ChainWatch.Worker.Keeping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ChainWatch.Worker;

/// <summary>Adds what watches: two jobs for each chain, one for each channel of alerts, and a listener where heads are announced.</summary>
internal static class Watching
{
    public static void AddWatching(this IServiceCollection services, Settings settings, Keeper? keeper)
    {
        services.AddSingleton<IReadOnlyDictionary<string, Watch>>(provider => settings.Chains.ToDictionary(chain => chain.Name, chain => new Watch(
            new WatchedChain(settings, chain, provider.GetRequiredService<Ledger>(), provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<IProgress<PassProgress>>(),
            keeper,
            provider.GetRequiredService<ILogger<Watch>>())));

        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);
            foreach (var chain in settings.Chains)
            {
                AddJob<IncomeJob>(quartz, new JobKey(chain.Name, IncomeJob.Group), chain.PollInterval);
                AddJob<EscrowJob>(quartz, new JobKey(chain.Name, EscrowJob.Group), chain.PollInterval);
            }

            foreach (var channel in settings.Alerts.Channels)
            {
                AddJob<AlertJob>(quartz, new JobKey(channel.Name, AlertJob.Group), AlertJob.Interval);
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

    private static void AddJob<TJob>(IQuartzBuilder quartz, JobKey key, TimeSpan interval)
        where TJob : IJob
    {
        quartz.AddJob<TJob>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger => trigger
            .ForJob(key)
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()));
    }
}
