using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Recognizing;

namespace ChainWatch.Executing;

/// <summary>What the keeper's key must not be. A key that lies open in a daemon may have no say in any money.</summary>
internal sealed class KeeperStanding(Chain chain, KeptAccounts kept)
{
    private const int ModulesPerPage = 50;

    private static readonly Address FirstModule = Address.Parse("0x0000000000000000000000000000000000000001");

    /// <summary>Makes sure that a key is nothing but a payer of gas.</summary>
    /// <exception cref="ChainWatchException">It is an owner or a module of a Safe, a wallet of the configuration, or has a part in a splitter.</exception>
    /// <exception cref="RpcException">The chain could not be asked.</exception>
    public async Task RequireAsync(Address keeper, CancellationToken cancellation)
    {
        if (kept.Wallets.Contains(keeper))
        {
            throw Refuse(keeper, "it holds money: it is a treasury or the escrow");
        }

        foreach (var safe in kept.Wallets)
        {
            if ((await ListAsync(safe, "getOwners", cancellation)).Contains(keeper))
            {
                throw Refuse(keeper, $"it is an owner of the Safe {safe}");
            }

            if ((await ListAsync(safe, "getModulesPaginated", cancellation, FirstModule, ModulesPerPage)).Contains(keeper))
            {
                throw Refuse(keeper, $"it is a module of the Safe {safe}");
            }
        }

        foreach (var splitter in kept.Splitters)
        {
            foreach (var role in SplitterContract.Roles)
            {
                if (role.DecodeResult(await chain.CallAsync(splitter, role.Encode(), BlockTag.Latest, cancellation)).Address(0) == keeper)
                {
                    throw Refuse(keeper, $"it is the {role.Name} of the TaxSplitter {splitter}");
                }
            }
        }
    }

    // The escrow may be any wallet: what is no Safe has no owners of a Safe.
    private async Task<IReadOnlyList<Address>> ListAsync(Address wallet, string question, CancellationToken cancellation, params object[] arguments)
    {
        var function = ContractAbi.Safe.Function(question);
        try
        {
            return [.. function.DecodeResult(await chain.CallAsync(wallet, function.Encode(arguments), BlockTag.Latest, cancellation)).List(0).Cast<Address>()];
        }
        catch (Exception noSafe) when (noSafe is AbiException or RpcException { Failure: RpcFailure.Reverted })
        {
            return [];
        }
    }

    private static ChainWatchException Refuse(Address keeper, string why) => new(
        Refusal.Refused, "keeper-key", $"Keeper: KeyFile: {keeper} cannot be the keeper: {why}.", "Make a key that is used for nothing else, with: chainwatch keys create --name keeper");
}
