using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Recognizing;

namespace ChainWatch.Proposing;

/// <summary>Asks a Safe about itself, and believes its code's hash rather than its word.</summary>
public sealed class SafeReader(Chain chain, Address safe)
{
    /// <summary>Code of the refusal of what is no Safe that ChainWatch knows, or does not answer as one.</summary>
    public const string UnknownSafe = "unknown-safe";

    private const int ModulesPerPage = 50;

    // Storage slots: keccak256("guard_manager.guard.address") and keccak256("fallback_manager.handler.address").
    private static readonly Hash32 GuardSlot = Keccak256.Hash("guard_manager.guard.address"u8);
    private static readonly Hash32 FallbackHandlerSlot = Keccak256.Hash("fallback_manager.handler.address"u8);
    private static readonly Address FirstModule = Address.Parse("0x0000000000000000000000000000000000000001");

    /// <summary>What decides who can move the Safe's money, now.</summary>
    /// <exception cref="ChainWatchException">It is no Safe, or none of a version that is known.</exception>
    public async Task<SafeCondition> ReadConditionAsync(CancellationToken cancellation)
    {
        var singleton = AddressIn(await chain.GetStorageAsync(safe, Hash32.Zero, cancellation));
        var version = KnownSafes.VersionOf(Keccak256.Hash(await chain.GetCodeAsync(singleton, cancellation)))
            ?? throw Refuse($"the contract behind it, {singleton}, is no Safe that ChainWatch knows (1.3.0, 1.4.1, 1.5.0)");
        var owners = (await AskAsync("getOwners", cancellation)).List(0).Cast<Address>();
        var modules = (await AskAsync("getModulesPaginated", cancellation, FirstModule, ModulesPerPage)).List(0).Cast<Address>();
        return new SafeCondition(
            version,
            singleton,
            [.. owners.Order()],
            (int)(await AskAsync("getThreshold", cancellation)).Integer(0),
            AddressIn(await chain.GetStorageAsync(safe, GuardSlot, cancellation)),
            [.. modules.Order()],
            AddressIn(await chain.GetStorageAsync(safe, FallbackHandlerSlot, cancellation)));
    }

    /// <summary>The nonce that the Safe expects next.</summary>
    public Task<ulong> ReadNonceAsync(CancellationToken cancellation) => ReadNonceAsync(BlockTag.Latest, cancellation);

    /// <summary>The nonce that the Safe expected next after a block.</summary>
    public async Task<ulong> ReadNonceAsync(BlockTag block, CancellationToken cancellation) => (ulong)(await AskAsync("nonce", block, cancellation)).Integer(0);

    /// <summary>Makes sure that the Safe hashes a transaction as ChainWatch does, before anybody is asked to sign it.</summary>
    /// <exception cref="ChainWatchException">It does not.</exception>
    public async Task ConfirmHashAsync(SafeTransaction transaction, CancellationToken cancellation)
    {
        var answered = (await AskAsync(
            "getTransactionHash",
            cancellation,
            transaction.To,
            transaction.Value,
            transaction.Data.ToArray(),
            (int)transaction.Operation,
            transaction.SafeTxGas,
            transaction.BaseGas,
            transaction.GasPrice,
            transaction.GasToken,
            transaction.RefundReceiver,
            transaction.Nonce)).Hash(0);
        if (answered != transaction.SafeTxHash)
        {
            throw Refuse($"it hashes transaction {transaction.Nonce} as {answered}, ChainWatch as {transaction.SafeTxHash}");
        }
    }

    private Task<AbiValues> AskAsync(string question, CancellationToken cancellation, params object[] arguments) =>
        AskAsync(question, BlockTag.Latest, cancellation, arguments);

    private async Task<AbiValues> AskAsync(string question, BlockTag block, CancellationToken cancellation, params object[] arguments)
    {
        var function = ContractAbi.Safe.Function(question);
        try
        {
            return function.DecodeResult(await chain.CallAsync(safe, function.Encode(arguments), block, cancellation));
        }
        catch (Exception wrong) when (wrong is AbiException or RpcException { Failure: RpcFailure.Reverted })
        {
            throw Refuse($"it does not answer {question}()", wrong);
        }
    }

    private ChainWatchException Refuse(string reason, Exception? cause = null) => new(
        Refusal.Refused,
        UnknownSafe,
        $"Escrow: the Safe {safe} on {chain.Settings.Name}: {reason}.",
        "Correct the address and type: chainwatch check",
        cause);

    private static Address AddressIn(Hash32 word) => new(word.Bytes[12..]);
}
