using Quartz;

namespace ChainWatch.Worker;

/// <summary>One pass over what became final on one chain. It waits for nothing that records, and nothing that records waits for it.</summary>
[DisallowConcurrentExecution]
internal sealed class EscrowJob(IReadOnlyDictionary<string, Watch> watches) : IJob
{
    public const string Group = "escrow";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await watches[context.JobDetail.Key.Name].WorkOutDuesAsync(cancellationToken);
}
