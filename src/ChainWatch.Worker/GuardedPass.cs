using ChainWatch.Ethereum.JsonRpc;
using Microsoft.Extensions.Logging;

namespace ChainWatch.Worker;

/// <summary>One kind of pass over one chain. Whatever goes wrong in it ends this pass only, and is said once for as long as it stays the same.</summary>
internal sealed class GuardedPass(string name, Func<CancellationToken, Task> pass, ILogger log)
{
    private string? _trouble;

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await pass(cancellation);
            if (Interlocked.Exchange(ref _trouble, null) is not null)
            {
                log.LogInformation("{Pass}: all is well again", name);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The worker is being stopped; the next start goes on from where the ledger stands.
        }
#pragma warning disable CA1031 // The one broad catch: whatever went wrong is said, and the next pass tries again from where the ledger stands.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            if (Interlocked.Exchange(ref _trouble, failed.Message) != failed.Message)
            {
                Say(failed);
            }
        }
    }

    private void Say(Exception failed)
    {
        if (failed is ChainWatchException known)
        {
            log.LogError("{Pass}: {Message} {Hint}", name, known.Message, known.Hint);
        }
        else
        {
            log.LogError(failed is RpcException ? null : failed, "{Pass}: the pass ended early: {Message}", name, failed.Message);
        }
    }
}
