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
        SourceSettings source, Chain chain, AbiFunction function, CancellationToken cancellation) =>
        (await AskAsync(source, chain, function, [], cancellation)).Address(0);

    /// <summary>What a function returns, of the source's contract or of one that it names.</summary>
    /// <exception cref="ChainWatchException">The contract has no such function: it is not of the kind that the configuration says.</exception>
    public static async Task<AbiValues> AskAsync(
        SourceSettings source, Chain chain, AbiFunction function, object[] arguments, CancellationToken cancellation, Address? named = null)
    {
        var contract = named ?? source.Contract;
        try
        {
            return function.DecodeResult(await chain.CallAsync(contract, function.Encode(arguments), BlockTag.Latest, cancellation));
        }
        catch (Exception wrong) when (wrong is AbiException or RpcException { Failure: RpcFailure.Reverted })
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "wrong-kind",
                $"Sources: {source.Name}: Kind: the contract {contract} on {source.Chain} does not answer {function.Name}(), so it is no {source.Kind}.",
                "Correct Kind or Contract and type: chainwatch check",
                wrong);
        }
    }

    /// <summary>Whether the contract has a function: whether it answers at all.</summary>
    public static async Task<bool> HasAsync(
        SourceSettings source, Chain chain, AbiFunction function, object[] arguments, CancellationToken cancellation)
    {
        try
        {
            function.DecodeResult(await chain.CallAsync(source.Contract, function.Encode(arguments), BlockTag.Latest, cancellation));
            return true;
        }
        catch (Exception silent) when (silent is AbiException or RpcException { Failure: RpcFailure.Reverted } or RpcException { Failure: RpcFailure.Final, Code: TokenDescription.ExecutionFailed })
        {
            return false;
        }
    }
}
