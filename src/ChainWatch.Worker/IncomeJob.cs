using Quartz;

namespace ChainWatch.Worker;

/// <summary>One pass over one chain, when its time has come or a head was announced. Never two at once for one chain.</summary>
[DisallowConcurrentExecution]
internal sealed class IncomeJob(IReadOnlyDictionary<string, Watch> watches) : IJob
{
    public const string Group = "income";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await watches[context.JobDetail.Key.Name].RecordAsync(cancellationToken);
}
