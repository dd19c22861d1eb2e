using System.Net;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>Errors as real endpoints word them.</summary>
public sealed class RpcFailuresTests
{
    [Theory]
    [InlineData(3, "execution reverted: user error")]
    [InlineData(-32000, "execution reverted")]
    [InlineData(-32015, "VM execution error. (Reverted)")]
    [InlineData(-32603, "Error: VM Exception while processing transaction: reverted with custom error 'NotOwner()'")]
    [InlineData(-32603, "Error: Transaction reverted without a reason string")]
    public void A_revert_is_told_apart(int code, string message) => Assert.Equal(RpcFailure.Reverted, RpcFailures.Sort(code, message));

    [Theory]
    [InlineData(-32005, "query returned more than 10000 results")] // Infura
    [InlineData(-32602, "Query returned more than 10000 results. Try with this block range [0x118dc91, 0x1198cc3].")] // zkSync
    [InlineData(-32602, "range 1000000 exceeds limit of 10000")] // Infura
    [InlineData(-32005, "query timeout exceeded")] // Infura
    [InlineData(-32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size")] // Alchemy
    [InlineData(-32600, "You can make eth_getLogs requests with up to a 500 block range. Based on your parameters, this block range should work: [0x123c9b2, 0x123cba5]")] // Alchemy
    [InlineData(-32000, "Query timeout exceeded. Consider reducing your block range.")] // Alchemy
    [InlineData(-32614, "eth_getLogs is limited to a 10,000 range")] // QuickNode
    [InlineData(-32602, "eth_getLogs and eth_newFilter are limited to a 10,000 blocks range")] // QuickNode
    [InlineData(-32600, "block range is too wide")] // Ankr
    [InlineData(-32000, "block range is too wide (maximum 1024)")] // Moonbeam
    [InlineData(-32047, "Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: 800")] // Cloudflare
    [InlineData(-32000, "query returns too many logs, narrow your filter: 20000")] // Erigon
    [InlineData(-32000, "query block range exceeds server limit, narrow your filter: 1000")] // Erigon
    [InlineData(-32602, "query exceeds max block range 100000")] // Reth
    [InlineData(-32602, "query exceeds max results 20000, retry with the range 18000000-18000500")] // Reth
    [InlineData(-32008, "Response is too big")] // Reth
    [InlineData(-32003, "response too large")] // Geth
    [InlineData(-32020, "backend response too large")] // proxyd
    [InlineData(-32000, "logs matched by query exceeds limit of 10000")] // Arbitrum
    [InlineData(-32000, "exceed maximum block range: 50000")] // BNB Chain
    [InlineData(-32701, "exceed maximum block range: 50000")] // PublicNode
    [InlineData(-32000, "block range is bigger than maxBlockRange")] // Scroll
    [InlineData(-32600, "Block range limit exceeded.")] // Chainstack
    [InlineData(-32011, "Block range is too large")] // Optimism
    [InlineData(-32000, "block range too large")] // Base
    [InlineData(-32000, "please limit the query to at most 1000 blocks")] // Coinbase
    [InlineData(-32600, "exceeds the range allowed for your plan (5001 > 5000)")] // Blast
    [InlineData(-32602, "eth_getLogs is limited to 1024 block range")] // BlockPI
    [InlineData(-32000, "eth_getLogs is limited to a 1000 blocks range")] // 1RPC
    [InlineData(-32000, "response size should not greater than 10000000 bytes")] // 1RPC
    public void A_range_that_is_too_large_is_told_apart(int code, string message) =>
        Assert.Equal(RpcFailure.RangeTooLarge, RpcFailures.Sort(code, message));

    [Theory]
    [InlineData(-32005, "project ID request rate exceeded")] // Infura
    [InlineData(-32005, "daily request count exceeded, request rate limited")] // Infura
    [InlineData(-32005, "limit exceeded")]
    [InlineData(429, "Your app has exceeded its compute units per second capacity.")] // Alchemy
    [InlineData(-32007, "50/second request limit reached - reduce calls per second or upgrade your account")] // QuickNode
    [InlineData(-32016, "over rate limit")] // proxyd
    [InlineData(-32090, "Too many requests, reason: call rate limit exhausted, retry in 10m0s")] // Ankr
    [InlineData(-32000, "header not found")] // Geth
    [InlineData(-32000, "block not found")] // Reth
    [InlineData(-32000, "block 0x0000000000000000000000000000000000000000000000000000000000000001 not found")] // Geth
    [InlineData(-32000, "unknown block")] // Geth
    [InlineData(-32001, "Could not find block")] // Nethermind
    [InlineData(-32000, "One of the blocks specified in filter (fromBlock, toBlock or blockHash) cannot be found.")] // OpenEthereum
    [InlineData(-32602, "block range extends beyond current head block")] // Geth
    [InlineData(-32000, "requested to block 30000001 after last accepted block 30000000")] // Avalanche
    [InlineData(-32019, "block is out of range")] // proxyd
    [InlineData(-32011, "no backend is currently healthy to serve traffic")] // proxyd
    [InlineData(-32002, "request timed out")] // Geth
    [InlineData(-32603, "Internal error")]
    public void Passing_trouble_is_told_apart(int code, string message) => Assert.Equal(RpcFailure.Retry, RpcFailures.Sort(code, message));

    [Theory]
    [InlineData(-32601, "the method eth_getBlockReceipts does not exist/is not available")] // Geth
    [InlineData(-32004, "Method not supported")] // EIP-1474
    [InlineData(-32600, "Unsupported method: eth_getBlockReceipts on ETH_MAINNET")] // Alchemy
    [InlineData(-32001, "rpc method is not whitelisted")] // proxyd
    [InlineData(-32000, "notifications not supported")] // Geth
    public void A_method_that_is_not_there_is_told_apart(int code, string message) =>
        Assert.Equal(RpcFailure.NotSupported, RpcFailures.Sort(code, message));

    [Theory]
    [InlineData(-32602, "invalid argument 0: hex string without 0x prefix")]
    [InlineData(-32602, "invalid block range params")]
    [InlineData(-32000, "nonce too low: next nonce 5, tx nonce 4")]
    [InlineData(-32000, "already known")]
    [InlineData(-32000, "insufficient funds for gas * price + value")]
    [InlineData(-32000, "missing trie node ef7df5d8 (path )")]
    [InlineData(-32000, "historical state 0xb0d7 is not available")] // Geth
    [InlineData(-32002, "No state available for block 0xe7b1e5b5")] // Nethermind
    [InlineData(-32603, "old data not available due to pruning")] // Erigon
    [InlineData(-32603, "state at block #1024 is pruned")] // Reth
    [InlineData(-32000, "This request is not supported because your node is running with state pruning. Run with --pruning=archive.")] // OpenEthereum
    [InlineData(-32003, "transaction rejected")]
    [InlineData(-32700, "parse error")]
    public void What_trying_again_does_not_help_is_final(int code, string message) => Assert.Equal(RpcFailure.Final, RpcFailures.Sort(code, message));

    [Theory]
    [InlineData(429, RpcFailure.Retry)]
    [InlineData(408, RpcFailure.Retry)]
    [InlineData(500, RpcFailure.Retry)]
    [InlineData(503, RpcFailure.Retry)]
    [InlineData(413, RpcFailure.RangeTooLarge)]
    [InlineData(301, RpcFailure.Final)]
    [InlineData(401, RpcFailure.Final)]
    [InlineData(404, RpcFailure.Final)]
    public void A_bare_status_is_sorted(int status, RpcFailure expected) => Assert.Equal(expected, RpcFailures.Sort((HttpStatusCode)status));
}
