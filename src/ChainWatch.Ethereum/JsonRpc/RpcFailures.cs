using System.Net;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>
/// What the errors of real endpoints mean. Texts come before codes, since providers use one code for unlike things:
/// Infura's -32005 is both "slow down" and "too many results". Each row names who says it.
/// </summary>
internal static class RpcFailures
{
    /// <summary>
    /// Whatever else an error says, these texts decide. The first row that the message contains wins; case does not matter;
    /// a star stands for anything.
    /// </summary>
    private static readonly (string Text, RpcFailure Failure)[] Texts =
    [
        // The call ran and reverted.
        ("execution reverted", RpcFailure.Reverted), // Geth, Erigon, Reth, Besu, most providers
        ("VM execution error", RpcFailure.Reverted), // Nethermind, OpenEthereum (-32015)
        ("VM Exception while processing transaction", RpcFailure.Reverted), // Hardhat, Ganache
        ("Transaction reverted", RpcFailure.Reverted), // Hardhat

        // The plan's or the node's pace. Before the sizes: some of these speak of limits too.
        ("rate limit", RpcFailure.Retry), // Ankr, Cloudflare, proxyd ("over rate limit")
        ("request rate exceeded", RpcFailure.Retry), // Infura ("project ID request rate exceeded")
        ("request count exceeded", RpcFailure.Retry), // Infura ("daily request count exceeded, request rate limited")
        ("too many requests", RpcFailure.Retry), // Infura, Alchemy, thirdweb
        ("compute units per second", RpcFailure.Retry), // Alchemy
        ("throughput limit", RpcFailure.Retry), // Alchemy
        ("request limit reached", RpcFailure.Retry), // QuickNode ("50/second request limit reached")
        ("capacity exceeded", RpcFailure.Retry), // Alchemy
        ("per second", RpcFailure.Retry), // plans limited to so many requests a second

        // Too wide or too much.
        ("query returned more than", RpcFailure.RangeTooLarge), // Infura, Geth-based, zkSync, Polygon zkEVM
        ("response size exceeded", RpcFailure.RangeTooLarge), // Alchemy ("Log response size exceeded.")
        ("this block range should work", RpcFailure.RangeTooLarge), // Alchemy
        ("with up to a", RpcFailure.RangeTooLarge), // Alchemy ("You can make eth_getLogs requests with up to a 500 block range.")
        ("Try with this block range", RpcFailure.RangeTooLarge), // Infura, thirdweb, zkSync, Tenderly
        ("block range is too wide", RpcFailure.RangeTooLarge), // Ankr, Moonbeam
        ("block range too wide", RpcFailure.RangeTooLarge),
        ("block range is too large", RpcFailure.RangeTooLarge), // Optimism
        ("block range too large", RpcFailure.RangeTooLarge), // Base
        ("block range is bigger than", RpcFailure.RangeTooLarge), // Scroll
        ("block range exceeds", RpcFailure.RangeTooLarge), // Erigon ("query block range exceeds server limit, narrow your filter")
        ("block range limit exceeded", RpcFailure.RangeTooLarge), // Chainstack
        ("exceed maximum block range", RpcFailure.RangeTooLarge), // BNB Chain, PublicNode
        ("maximum block range", RpcFailure.RangeTooLarge), // PublicNode
        ("exceeds max block range", RpcFailure.RangeTooLarge), // Reth, Hyperliquid ("query exceeds max block range 100000")
        ("exceeds max results", RpcFailure.RangeTooLarge), // Reth, LlamaRPC ("query exceeds max results 20000, retry with the range")
        ("exceeds limit of", RpcFailure.RangeTooLarge), // Infura ("range 1000000 exceeds limit of 10000"), Arbitrum ("logs matched by query …")
        ("exceeds the range", RpcFailure.RangeTooLarge), // Blast ("exceeds the range allowed for your plan")
        ("returns too many logs", RpcFailure.RangeTooLarge), // Erigon
        ("too many logs", RpcFailure.RangeTooLarge),
        ("too many results", RpcFailure.RangeTooLarge),
        ("too many blocks", RpcFailure.RangeTooLarge),
        ("is limited to", RpcFailure.RangeTooLarge), // QuickNode, 1RPC, BlockPI ("eth_getLogs is limited to a 10,000 range")
        ("are limited to a", RpcFailure.RangeTooLarge), // QuickNode ("eth_getLogs and eth_newFilter are limited to a 10,000 blocks range")
        ("limit the query to at most", RpcFailure.RangeTooLarge), // Coinbase
        ("Max range:", RpcFailure.RangeTooLarge), // Cloudflare ("Invalid block range. Max range: 800")
        ("max block range", RpcFailure.RangeTooLarge),
        ("response size should not greater than", RpcFailure.RangeTooLarge), // 1RPC
        ("response is too big", RpcFailure.RangeTooLarge), // Reth (jsonrpsee: "Response is too big")
        ("response too large", RpcFailure.RangeTooLarge), // Geth, proxyd ("backend response too large")
        ("reducing your block range", RpcFailure.RangeTooLarge), // Alchemy ("Query timeout exceeded. Consider reducing your block range.")
        ("query timeout exceeded", RpcFailure.RangeTooLarge), // Infura (-32005): the query itself is too heavy
        ("query timed out", RpcFailure.RangeTooLarge), // proxies of archive nodes

        // State that the node does not keep: it will not have it again, whatever the code says.
        ("missing trie node", RpcFailure.Final), // Geth, BNB Chain
        ("historical state", RpcFailure.Final), // Geth ("historical state … is not available")
        ("is pruned", RpcFailure.Final), // Reth ("state at block #… is pruned")
        ("due to pruning", RpcFailure.Final), // Erigon ("old data not available due to pruning")
        ("no state available", RpcFailure.Final), // Nethermind (-32002)
        ("archive", RpcFailure.Final), // providers whose plan has none ("does not have access to archive state")

        // A node that is behind, or part of a pool of which another node answered before.
        ("header not found", RpcFailure.Retry), // Geth, Erigon, Nethermind
        ("header for hash not found", RpcFailure.Retry), // Nethermind, Reth
        ("block not found", RpcFailure.Retry), // Reth, Besu, Erigon
        ("block *not found", RpcFailure.Retry), // Geth ("block 0x… not found")
        ("unknown block", RpcFailure.Retry), // Geth's eth_getLogs by hash
        ("block unknown", RpcFailure.Retry),
        ("could not find block", RpcFailure.Retry), // Nethermind, OpenEthereum
        ("cannot be found", RpcFailure.Retry), // OpenEthereum ("One of the blocks specified in filter … cannot be found")
        ("beyond current head block", RpcFailure.Retry), // Geth ("block range extends beyond current head block")
        ("beyond the head", RpcFailure.Retry),
        ("after last accepted block", RpcFailure.Retry), // Avalanche ("requested to block 5 after last accepted block 4")
        ("block is out of range", RpcFailure.Retry), // proxyd (-32019), while its consensus group catches up
        ("node is not synced", RpcFailure.Retry),
        ("no backend is currently healthy", RpcFailure.Retry), // proxyd (-32011)
        ("timed out", RpcFailure.Retry),
        ("timeout", RpcFailure.Retry),
        ("temporarily", RpcFailure.Retry),
        ("try again", RpcFailure.Retry),

        // Not here.
        ("notifications not supported", RpcFailure.NotSupported), // Geth, to eth_subscribe
        ("method not found", RpcFailure.NotSupported),
        ("method not supported", RpcFailure.NotSupported),
        ("unsupported method", RpcFailure.NotSupported), // Alchemy (-32600)
        ("method is not supported", RpcFailure.NotSupported),
        ("method is not available", RpcFailure.NotSupported),
        ("does not exist/is not available", RpcFailure.NotSupported), // Geth
        ("method is not whitelisted", RpcFailure.NotSupported), // proxyd ("rpc method is not whitelisted")
    ];

    /// <summary>Codes of EIP-1474 and of providers, for errors whose text says nothing known.</summary>
    private static readonly Dictionary<int, RpcFailure> Codes = new()
    {
        [3] = RpcFailure.Reverted, // Geth and the specification
        [-32015] = RpcFailure.Reverted, // Nethermind, OpenEthereum
        [-32601] = RpcFailure.NotSupported, // JSON-RPC: method not found
        [-32004] = RpcFailure.NotSupported, // EIP-1474: method not supported
        [-32614] = RpcFailure.RangeTooLarge, // QuickNode
        [-32001] = RpcFailure.Retry, // EIP-1474: resource not found
        [-32002] = RpcFailure.Retry, // EIP-1474: resource unavailable
        [-32005] = RpcFailure.Retry, // EIP-1474: limit exceeded
        [-32007] = RpcFailure.Retry, // QuickNode: requests a second
        [-32011] = RpcFailure.Retry, // proxyd: no healthy backend
        [-32012] = RpcFailure.Retry, // proxyd: backend overloaded
        [-32016] = RpcFailure.Retry, // proxyd: over rate limit
        [-32019] = RpcFailure.Retry, // proxyd: block out of range
        [-32029] = RpcFailure.Retry, // too many requests
        [-32090] = RpcFailure.Retry, // Ankr, Polygon: rate limit
        [-32097] = RpcFailure.Retry, // rate limit
        [-32603] = RpcFailure.Retry, // JSON-RPC: internal error
        [429] = RpcFailure.Retry, // Alchemy
    };

    /// <summary>What a JSON-RPC error means.</summary>
    internal static RpcFailure Sort(int code, string message)
    {
        if (code is 3 or -32601 or -32004)
        {
            return Codes[code];
        }

        foreach (var (text, failure) in Texts)
        {
            if (Contains(message, text))
            {
                return failure;
            }
        }

        return Codes.GetValueOrDefault(code, RpcFailure.Final);
    }

    /// <summary>What an HTTP status means when the body holds no JSON-RPC answer.</summary>
    internal static RpcFailure Sort(HttpStatusCode status) => (int)status switch
    {
        408 or 425 or 429 or >= 500 => RpcFailure.Retry,
        413 => RpcFailure.RangeTooLarge, // QuickNode's answer to a wide eth_getLogs
        _ => RpcFailure.Final,
    };

    /// <summary>Whether a batch was refused for being a batch, or one of so many calls, so that fewer may pass.</summary>
    internal static bool RefusesBatch(int code, string message) =>
        message.Contains("batch", StringComparison.OrdinalIgnoreCase) // Geth ("batch too large"), dRPC, Besu, Nethermind
        || (code == -32003 && message.Contains("response too large", StringComparison.OrdinalIgnoreCase)); // Geth: the batch's answers together

    /// <summary>Whether one error in place of a list of answers comes from a server that expects one object.</summary>
    internal static bool ExpectsOneCall(int? code) => code is -32700 or -32600;

    /// <inheritdoc cref="RefusesBatch(int, string)"/>
    internal static bool RefusesBatch(HttpStatusCode status) => (int)status is >= 400 and < 500 and not (401 or 402 or 407 or 408 or 425 or 429);

    private static bool Contains(string message, string text)
    {
        var from = 0;
        foreach (var part in text.Split('*'))
        {
            var at = message.IndexOf(part, from, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            from = at + part.Length;
        }

        return true;
    }
}
