using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;

namespace ChainWatch.Signing;

/// <summary>The consents that only the chain can confirm: contract owners (EIP-1271) and approved hashes.</summary>
public static class ChainConsent
{
    // Up to 1.4.1 a Safe hands its contract owners what is hashed, from 1.5.0 on the hash.
    private static readonly Version HashFrom = new(1, 5, 0);

    private static readonly AbiContract Eip1271 = AbiContract.Parse(
        "function isValidSignature(bytes data, bytes signature) view returns (bytes4)",
        "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)");

    /// <summary>
    /// Makes sure that the chain bears a signature out, at the head. <paramref name="executor"/> is who will send the
    /// transaction, where that is known: an owner consents by sending.
    /// </summary>
    /// <exception cref="ChainWatchException">It does not.</exception>
    /// <exception cref="RpcException">The chain could not be asked.</exception>
    public static Task ConfirmAsync(
        Chain chain, SafeTransaction transaction, string safeVersion, OwnerSignature signature, Address? executor, CancellationToken cancellation) => signature.Kind switch
        {
            SignatureKind.Contract => ConfirmContractAsync(chain, transaction, safeVersion, signature, cancellation),
            SignatureKind.ApprovedHash when executor != signature.Owner => ConfirmApprovalAsync(chain, transaction, signature.Owner, cancellation),
            _ => Task.CompletedTask,
        };

    private static async Task ConfirmContractAsync(
        Chain chain, SafeTransaction transaction, string safeVersion, OwnerSignature signature, CancellationToken cancellation)
    {
        var takesHash = SafeVersions.Parse(safeVersion) >= HashFrom;
        var function = Eip1271.Function(takesHash ? "isValidSignature(bytes32,bytes)" : "isValidSignature(bytes,bytes)");
        object asked = takesHash ? transaction.SafeTxHash : PreImage(transaction);
        var answer = await AskAsync(chain, signature.Owner, function.Encode(asked, signature.Tail.ToArray()), $"the contract {signature.Owner} reverts when it is asked about it", cancellation);

        // EIP-1271: the selector of the function itself says yes. No code answers with nothing.
        if (answer.Length < Hash32.Size || !function.Matches(answer))
        {
            throw SignatureRefusal.Of($"the contract {signature.Owner} does not accept it (EIP-1271; the Safe would say GS024)");
        }
    }

    private static async Task ConfirmApprovalAsync(Chain chain, SafeTransaction transaction, Address owner, CancellationToken cancellation)
    {
        var hash = transaction.SafeTxHash;
        var function = ContractAbi.Safe.Function("approvedHashes");
        var answer = await AskAsync(chain, transaction.Safe, function.Encode(owner, hash), $"the Safe {transaction.Safe} does not answer approvedHashes", cancellation);
        if (answer.Length != Hash32.Size || answer.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            throw SignatureRefusal.Of($"{owner} has not approved {hash} on the chain (the Safe would say GS025)");
        }
    }

    private static byte[] PreImage(SafeTransaction transaction) =>
        [0x19, 0x01, .. transaction.DomainSeparator.Bytes, .. transaction.MessageHash.Bytes];

    private static async Task<byte[]> AskAsync(Chain chain, Address contract, byte[] call, string otherwise, CancellationToken cancellation)
    {
        try
        {
            return await chain.CallAsync(contract, call, BlockTag.Latest, cancellation);
        }
        catch (RpcException reverted) when (reverted.Failure == RpcFailure.Reverted)
        {
            throw SignatureRefusal.Of(otherwise, reverted);
        }
    }
}
