using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Recognizing;

/// <summary>What a collection asks for when one of its pieces is sold (ERC-2981). No contract is bound to pay it.</summary>
/// <param name="Receiver">Who is to be paid.</param>
/// <param name="Amount">In base units of the price.</param>
internal sealed record RoyaltyInfo(Address Receiver, BigInteger Amount)
{
    /// <summary>Asks the collection, after the block of a sale; null where it does not say, or the endpoint no longer knows.</summary>
    public static async Task<RoyaltyInfo?> ReadAsync(
        Address collection, BigInteger piece, BigInteger price, Log sale, Chain chain, CancellationToken cancellation)
    {
        var function = ContractAbi.Erc2981.Function("royaltyInfo");
        try
        {
            var answer = function.DecodeResult(await chain.CallAsync(collection, function.Encode(piece, price), sale.BlockNumber, cancellation));
            return new RoyaltyInfo(answer.Address(0), answer.Integer(1));
        }
        catch (Exception silent) when (silent is AbiException or RpcException { Failure: RpcFailure.Reverted or RpcFailure.Final })
        {
            return null;
        }
    }
}
