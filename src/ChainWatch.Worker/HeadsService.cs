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
        var options = new HeadSubscriptionOptions { StateChanged = (state, reason) => Note(state, reason, stoppingToken) };
        try
        {
            await foreach (var head in new HeadSubscription(heads, clock, options).ReadAsync(stoppingToken))
            {
                if (watch.Announce(head))
                {
                    await PokeAsync(stoppingToken);
                }
            }
        }
        catch (RpcException refused)
        {
            watch.Listen(false);
            log.LogWarning("{Chain}: {Message}; heads are polled every {Interval}", chain.Name, refused.Message, chain.PollInterval);
        }
    }

    private async Task PokeAsync(CancellationToken cancellation)
    {
        var scheduler = await schedulers.GetScheduler(cancellation);
        await scheduler.TriggerJob(new JobKey(chain.Name, IncomeJob.Group), cancellation);
    }

    private void Note(HeadSubscriptionState state, string? reason, CancellationToken cancellation)
    {
        watch.Listen(state == HeadSubscriptionState.Live);
        if (state == HeadSubscriptionState.Live)
        {
            // What came while nobody listened is announced to nobody: it is asked for now. A poke that fails leaves it to the next poll.
            _ = PokeAsync(cancellation);
        }

        if (state == HeadSubscriptionState.Lost)
        {
            log.LogWarning("{Chain}: the socket is gone ({Reason}); heads are polled every {Interval} until it is back", chain.Name, reason, chain.PollInterval);
        }
    }
}
