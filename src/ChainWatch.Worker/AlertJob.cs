using Quartz;

namespace ChainWatch.Worker;

/// <summary>Tells one channel of alerts. No channel waits for another, and nothing that records waits for any.</summary>
[DisallowConcurrentExecution]
internal sealed class AlertJob(IReadOnlyDictionary<string, GuardedPass> channels) : IJob
{
    public const string Group = "alerts";

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await channels[context.JobDetail.Key.Name].RunAsync(cancellationToken);
}
