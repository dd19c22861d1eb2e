using Quartz;

namespace ChainWatch.Worker;

/// <summary>One pass over one chain, when its time has come or a head was announced. Never two at once for one chain.</summary>
[DisallowConcurrentExecution]
internal sealed class IncomeJob(IReadOnlyDictionary<string, Watch> watches) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var watch = watches[context.JobDetail.Key.Name];
        if (watch.MayRest)
        {
            return;
        }

        try
        {
            await watch.PassAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The worker is being stopped; the next start goes on from the cursor.
        }
#pragma warning disable CA1031 // The one broad catch: whatever went wrong is said, and the next pass tries again from the cursor.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            watch.Report(failed);
        }
    }
}
