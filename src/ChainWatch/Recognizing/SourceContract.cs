using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Recognizing;

/// <summary>Asking a source's contract about itself, at the head.</summary>
internal static class SourceContract
{
    /// <summary>Makes sure that there is a contract where the configuration says.</summary>
    /// <exception cref="ChainWatchException">The address has no code.</exception>
    public static async Task ConfirmCodeAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        if ((await chain.GetCodeAsync(source.Contract, cancellation)).Length == 0)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "no-code",
                $"Sources: {source.Name}: Contract: there is no contract at {source.Contract} on {source.Chain}.",
                "Correct Contract or Chain and type: chainwatch check");
        }
    }

    /// <summary>The address that a function without arguments returns.</summary>
    /// <exception cref="ChainWatchException">The contract has no such function: it is not of the kind that the configuration says.</exception>
    public static async Task<Address> AskAddressAsync(
        SourceSettings source, Chain chain, AbiFunction function, CancellationToken cancellation)
    {
        try
        {
            return function.DecodeResult(await chain.CallAsync(source.Contract, function.Encode(), BlockTag.Latest, cancellation)).Address(0);
        }
        catch (Exception wrong) when (wrong is AbiException or RpcException { Failure: RpcFailure.Reverted })
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "wrong-kind",
                $"Sources: {source.Name}: Kind: the contract {source.Contract} on {source.Chain} does not answer {function.Name}(), so it is no {source.Kind}.",
                "Correct Kind or Contract and type: chainwatch check",
                wrong);
        }
    }
}
