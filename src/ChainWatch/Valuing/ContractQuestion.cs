using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Valuing;

/// <summary>Asking a contract that may be gone, broken or something else: that is a reason, while an endpoint's failure is thrown.</summary>
internal static class ContractQuestion
{
    // How Geth and its kin say that a contract's code ran into an end other than a revert.
    private static readonly string[] BrokenCode =
        ["out of gas", "invalid opcode", "invalid jump destination", "stack underflow", "stack limit reached", "gas uint64 overflow", "return data out of bounds"];

    /// <summary>What a contract answers at a block.</summary>
    /// <exception cref="NoPriceException">It reverts, or what it answers is not what such a contract answers.</exception>
    /// <exception cref="RpcException">The endpoint failed.</exception>
    public static async Task<AbiValues> AskAsync(
        Chain chain, string what, Address contract, AbiFunction function, BlockTag block, CancellationToken cancellation, params object[] arguments)
    {
        var call = function.Encode(arguments);
        try
        {
            return function.DecodeResult(await chain.CallAsync(contract, call, block, cancellation));
        }
        catch (RpcException reverted) when (reverted.Failure == RpcFailure.Reverted)
        {
            throw new NoPriceException($"{what} {contract} refused {function.Name}() {At(block)}: {RevertReason.Describe(reverted.RevertData)}", reverted);
        }
        catch (RpcException failed) when (failed.Failure == RpcFailure.Final && Says(failed, BrokenCode))
        {
            throw new NoPriceException($"{what} {contract} failed {function.Name}() {At(block)}: its code is broken", failed);
        }
        catch (AbiException senseless)
        {
            throw new NoPriceException($"{what} {contract} did not answer {function.Name}() {At(block)}: {senseless.Message.TrimEnd('.')}", senseless);
        }
    }

    /// <summary>Whether a call failed because the endpoint keeps no state of a block that old.</summary>
    public static bool IsForgotten(RpcException failed) => ForgottenState.IsMeantBy(failed);

    private static bool Says(RpcException failed, string[] phrases)
    {
        var reason = failed.Message[Math.Min(failed.Message.Length, failed.Endpoint.Length)..];
        return Array.Exists(phrases, phrase => reason.Contains(phrase, StringComparison.OrdinalIgnoreCase));
    }

    private static string At(BlockTag block) => block.Number is { } number ? $"at block {number}" : "at the head";
}
