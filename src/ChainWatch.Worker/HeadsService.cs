using ChainWatch.Chains;
using ChainWatch.Ethereum.JsonRpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ChainWatch.Worker;

/// <summary>Listens for new heads of one chain and pokes its job at once. While the socket is gone, the job polls.</summary>
internal sealed class HeadsService(ChainSettings chain, Uri heads, Watch watch, ISchedulerFactory schedulers, TimeProvider clock, ILogger<HeadsService> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        var options = new HeadSubscriptionOptions { StateChanged = Note };
        try
        {
            await foreach (var head in new HeadSubscription(heads, clock, options).ReadAsync(stoppingToken))
            {
                if (watch.Announce(head))
                {
                    await scheduler.TriggerJob(new JobKey(chain.Name), stoppingToken);
                }
            }
        }
        catch (RpcException refused)
        {
            watch.Listen(false);
            log.LogWarning("{Chain}: {Message}; heads are polled every {Interval}", chain.Name, refused.Message, chain.PollInterval);
        }
    }

    private void Note(HeadSubscriptionState state, string? reason)
    {
        watch.Listen(state == HeadSubscriptionState.Live);
        if (state == HeadSubscriptionState.Lost)
        {
            log.LogWarning("{Chain}: the socket is gone ({Reason}); heads are polled every {Interval} until it is back", chain.Name, reason, chain.PollInterval);
        }
    }
}
