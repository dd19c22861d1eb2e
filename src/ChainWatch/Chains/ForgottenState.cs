using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Chains;

/// <summary>How endpoints say that they keep no state of a block that old: there is no error code for it.</summary>
internal static class ForgottenState
{
    // How nodes say that they have forgotten the state of an old block. Whole phrases: an endpoint's name may hold "archive".
    private static readonly string[] Phrases =
    [
        "missing trie node", // Geth, Erigon, most providers
        "state is not available", // Geth ("historical state … is not available"), Nethermind
        "state not available",
        "state unavailable", // Besu ("World state unavailable"), Geth ("required historical state unavailable")
        "is not available, only", // Geth, path scheme
        "no state available", // Nethermind
        "state already discarded",
        "is pruned", // Reth ("state at block #… is pruned")
        "due to pruning", // Erigon ("old data not available due to pruning")
        "history has been pruned",
        "exceeds maximum proof window", // Reth
        "state histories haven't been fully indexed", // Geth, path scheme
        "access to archive state", // Infura
        "archive node", // providers' plans ("…requires an archive node")
        "archive data", // providers' plans
        "archive request", // providers' plans
    ];

    /// <summary>Whether a request failed for that.</summary>
    public static bool IsMeantBy(RpcException failed)
    {
        var reason = failed.Message[Math.Min(failed.Message.Length, failed.Endpoint.Length)..];
        return failed.Failure is RpcFailure.Final or RpcFailure.Retry or RpcFailure.NotSupported
            && Array.Exists(Phrases, phrase => reason.Contains(phrase, StringComparison.OrdinalIgnoreCase));
    }
}
