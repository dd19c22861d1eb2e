using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Chains;

/// <content>What was, after one block.</content>
public sealed partial class Chain
{
    /// <summary>Result of a call after a block, by an endpoint that has this very block at its height.</summary>
    /// <exception cref="RpcException">No endpoint has it: the chain may have another block there by now.</exception>
    public Task<byte[]> CallAtAsync(Address contract, ReadOnlyMemory<byte> data, ulong number, Hash32 hash, CancellationToken cancellation) => FromAnyAsync(
        async endpoint =>
        {
            var answer = await endpoint.AskAsync(reader => reader.CallAsync(contract, data, number, cancellation), cancellation);
            var header = Checked(endpoint, await endpoint.AskAsync(reader => reader.GetHeaderAsync(number, cancellation), cancellation));
            return header?.Hash == hash ? answer : throw new RpcException(RpcFailure.Retry, endpoint.Name, "eth_call", $"block {number} is not {hash}");
        },
        cancellation);
}
