using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;

namespace ChainWatch.Support;

/// <summary>Contracts on a <see cref="FakeChain"/>, answering what the product asks them.</summary>
public static class FakeContracts
{
    /// <summary>An ERC-20 token.</summary>
    public static void DeployToken(this FakeChain chain, Address? token = null, string symbol = "USDC", int decimals = 6)
    {
        ArgumentNullException.ThrowIfNull(chain);
        chain.Answer(token ?? Some.Coin, ContractAbi.Erc20.Function("symbol"), symbol);
        chain.Answer(token ?? Some.Coin, ContractAbi.Erc20.Function("decimals"), decimals);
    }

    /// <summary>An ERC-20 token that answers balances: what its Transfer events in the blocks that stand add up to.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="token">Its address.</param>
    /// <param name="untold">What every balance is beside that after a block: what no event tells.</param>
    public static void DeployCountingToken(this FakeChain chain, Address? token = null, Func<ulong, BigInteger>? untold = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var at = token ?? Some.Coin;
        var (balanceOf, transfer) = (ContractAbi.Erc20.Function("balanceOf"), ContractAbi.Erc20.Event("Transfer"));
        chain.Deploy(at, (block, data) =>
        {
            if (!data.Span.StartsWith(balanceOf.Selector))
            {
                return Described(data);
            }

            var account = balanceOf.DecodeCall(data).Address(0);
            var moves = chain.AllLogs.Where(log => log.Address == at && log.BlockNumber <= block && transfer.Matches(log)).Select(transfer.Decode);
            var balance = moves.Aggregate(BigInteger.Zero, (sum, move) =>
                sum + (move.Address(1) == account ? move.Integer(2) : 0) - (move.Address(0) == account ? move.Integer(2) : 0));
            return AbiCodec.Encode([.. balanceOf.Outputs.Select(output => output.Type)], [balance + (untold?.Invoke(block) ?? 0)]);
        });
    }

    /// <summary>An EIP-4626 vault of a token.</summary>
    public static void DeployVault(this FakeChain chain, Address? vault = null, Address? asset = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        chain.DeployToken(asset);
        chain.Answer(vault ?? Some.Contract, ContractAbi.Erc4626Vault.Function("asset"), asset ?? Some.Coin);
    }

    /// <summary>An ERC-2222 dividend token that pays in a token.</summary>
    public static void DeployDividend(this FakeChain chain, Address? contract = null, Address? funds = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        chain.DeployToken(funds);
        chain.Answer(contract ?? Some.Contract, ContractAbi.Erc2222Dividend.Function("fundsToken"), funds ?? Some.Coin);
    }

    /// <summary>An ERC-1726 dividend token.</summary>
    public static void DeployEtherDividend(this FakeChain chain, Address? contract = null, Address? holder = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var withdrawn = ContractAbi.Erc1726Dividend.Function("withdrawnDividendOf");
        chain.Answer(contract ?? Some.Contract, withdrawn.Encode(holder ?? Some.Owner), () => new byte[32]);
    }

    /// <summary>A StakingRewards contract: one token is staked, another is the reward.</summary>
    public static void DeployStakingRewards(this FakeChain chain, Address? contract = null, Address? rewards = null, Address? staked = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        chain.Answer(contract ?? Some.Contract, ContractAbi.StakingRewards.Function("rewardsToken"), rewards ?? Some.Coin);
        chain.Answer(contract ?? Some.Contract, ContractAbi.StakingRewards.Function("stakingToken"), staked ?? Some.Address(44));
    }

    /// <summary>A factory of dividends, which clones an implementation.</summary>
    public static void DeployDistributionFactory(this FakeChain chain, Address implementation, Address? factory = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        chain.Answer(factory ?? Some.Contract, ContractAbi.DistributionFactory.Function("implementation"), implementation);
    }

    /// <summary>One dividend: a clone (EIP-1167) of an implementation, for holders of a token, in a currency.</summary>
    public static void DeployDistribution(this FakeChain chain, Address at, Address implementation, Address token, Address currency)
    {
        ArgumentNullException.ThrowIfNull(chain);
        chain.Deploy(at, [.. Convert.FromHexString("363d3d373d3d3d363d73"), .. implementation.ToArray(), .. Convert.FromHexString("5af43d82803e903d91602b57fd5bf3")]);
        chain.Answer(at, ContractAbi.Distribution.Function("token"), token);
        chain.Answer(at, ContractAbi.Distribution.Function("currency"), currency);
    }

    /// <summary>A contract of every kind whose balances grow with no event: it answers what any of them is asked, for everybody alike.</summary>
    public static void DeployGrowing(this FakeChain chain, Address contract, Func<ulong, BigInteger> balance)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(balance);
        chain.Deploy(contract, (block, data) => Answers(contract, block, balance).Where(answer => data.Span.StartsWith(answer.Function.Selector))
            .Select(answer => AbiCodec.Encode([.. answer.Function.Outputs.Select(output => output.Type)], answer.Results())).FirstOrDefault());
    }

    private static byte[]? Described(ReadOnlyMemory<byte> call) => new (AbiFunction Function, object Answer)[] { (ContractAbi.Erc20.Function("symbol"), "USDC"), (ContractAbi.Erc20.Function("decimals"), 6) }
        .Where(known => call.Span.StartsWith(known.Function.Selector))
        .Select(known => AbiCodec.Encode([.. known.Function.Outputs.Select(output => output.Type)], [known.Answer])).FirstOrDefault();

    private static IEnumerable<(AbiFunction Function, Func<IReadOnlyList<object>> Results)> Answers(Address contract, ulong block, Func<ulong, BigInteger> balance) =>
    [
        (ContractAbi.Erc20.Function("symbol"), () => ["GROW"]),
        (ContractAbi.Erc20.Function("decimals"), () => [18]),
        (ContractAbi.Erc20.Function("balanceOf"), () => [balance(block)]),
        (ContractAbi.AaveV3AToken.Function("UNDERLYING_ASSET_ADDRESS"), () => [Some.Coin]),
        (ContractAbi.CompoundV3.Function("baseToken"), () => [Some.Coin]),
        (ContractAbi.Lido.Function("getTotalPooledEther"), () => [1]),
        (ContractAbi.SuperfluidPool.Function("superToken"), () => [Some.Coin]),
        (ContractAbi.SuperfluidPool.Function("getTotalAmountReceivedByMember"), () => [balance(block)]),
        (ContractAbi.SuperfluidToken.Function("realtimeBalanceOfNow"), () => [balance(block) - 5, 7, 2, 0]),
        (ContractAbi.SuperfluidToken.Function("getHost"), () => [contract]),
        (ContractAbi.SuperfluidHost.Function("getAgreementClass"), () => [contract]),
        (ContractAbi.SuperfluidCfa.Function("getNetFlow"), () => [0]),
        (ContractAbi.SuperfluidCfa.Function("getFlow"), () => [0, 0, 0, 0]),
    ];
}
