using System.Numerics;
using System.Runtime.ExceptionServices;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Chains;

/// <summary>A chain's endpoints. A question goes to the best of them, and to the next one where that fails; retrying is the chain's.</summary>
internal sealed class EndpointPool(string chain, IReadOnlyList<Endpoint> endpoints)
{
    /// <summary>Code of the failure that halts a chain because no endpoint may be asked.</summary>
    public const string NoneCode = "no-endpoint";

    /// <summary>All of them, in the order of the configuration.</summary>
    public IReadOnlyList<Endpoint> All => endpoints;

    /// <summary>
    /// Those that may be asked for what is booked, the best first: fast ones before slow ones, else as configured. Where all
    /// rest, the one whose rest ends first; where none may be asked, none. One that contradicts is asked only if it is all there is.
    /// </summary>
    public IReadOnlyList<Endpoint> InOrder()
    {
        var usable = endpoints.Select(endpoint => (Endpoint: endpoint, endpoint.Status, endpoint.RestLeft))
            .Where(known => endpoints.Count == 1 || known.Status.State is not (EndpointState.Contradicting or EndpointState.Refused)).ToList();
        var ready = usable.Where(known => known.RestLeft == TimeSpan.Zero && known.Status.State != EndpointState.Lagging).ToList();
        return ready.Count > 0
            ? [.. ready.OrderBy(known => SlownessOf(known.Status)).Select(known => known.Endpoint)]
            : [.. usable.OrderBy(known => known.RestLeft).Select(known => known.Endpoint).Take(1)];
    }

    /// <summary>Asks the best endpoint; where it fails, or is refuted, the next.</summary>
    /// <exception cref="RpcException">None answered. A failure that may pass is thrown before one that stays.</exception>
    /// <exception cref="RefutedException">Every answer was refuted.</exception>
    /// <exception cref="ChainWatchException">There is no endpoint that may be asked.</exception>
    public async Task<T> AskAsync<T>(Func<Endpoint, Task<T>> question)
    {
        Exception? failure = null;
        foreach (var endpoint in InOrder())
        {
            try
            {
                return await question(endpoint);
            }
            catch (RpcException failed) when (failed.Failure is RpcFailure.Retry or RpcFailure.Final or RpcFailure.NotSupported)
            {
                failure = failure is RpcException { Failure: RpcFailure.Retry } ? failure : failed;
            }
            catch (RefutedException refuted)
            {
                failure ??= refuted;
            }
        }

        throw Rethrow(failure) ?? NoneLeft();
    }

    /// <summary>A pool of one of them.</summary>
    public EndpointPool Only(Endpoint endpoint) => new(chain, [endpoint]);

    // Latencies within a factor of two are alike: the order should not change with every answer.
    private static int SlownessOf(EndpointStatus status) => BitOperations.Log2((uint)Math.Clamp(status.LatencyMs ?? 0, 0, int.MaxValue) / 16 + 1);

    private static Exception? Rethrow(Exception? failure)
    {
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return null;
    }

    private ChainWatchException NoneLeft() => new(
        Refusal.Unreachable,
        NoneCode,
        $"Chains: {chain}: no endpoint may be asked: {string.Join("; ", endpoints.Select(endpoint => endpoint.Status.Reason))}.",
        "See chainwatch alerts; acknowledge what was an endpoint's mistake, and replace endpoints that lie.");
}
