using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Recognizing;

/// <summary>The ABIs of <c>contracts-abi/</c>, embedded into this library, one for each contract family. Each is read when it is first asked for.</summary>
public static class ContractAbi
{
    /// <summary>ERC-20 tokens (EIP-20).</summary>
    public static AbiContract Erc20 => field ??= Load("erc20");

    /// <summary>OpenZeppelin's PaymentSplitter, up to version 4.</summary>
    public static AbiContract PaymentSplitter => field ??= Load("payment-splitter");

    /// <summary>Funds distribution tokens (ERC-2222).</summary>
    public static AbiContract Erc2222Dividend => field ??= Load("erc2222-dividend");

    /// <summary>Funds distribution tokens, in Maple's form of the event.</summary>
    public static AbiContract Erc2222DividendMaple => field ??= Load("erc2222-dividend-maple");

    /// <summary>Dividend-paying tokens (ERC-1726).</summary>
    public static AbiContract Erc1726Dividend => field ??= Load("erc1726-dividend");

    /// <summary>Synthetix' StakingRewards.</summary>
    public static AbiContract StakingRewards => field ??= Load("staking-rewards");

    /// <summary>SplitMain of Splits, version 1.</summary>
    public static AbiContract SplitsV1 => field ??= Load("splits-v1");

    /// <summary>A split of Splits, version 2.</summary>
    public static AbiContract SplitsV2 => field ??= Load("splits-v2");

    /// <summary>Where pull splits of version 2 keep what they credited.</summary>
    public static AbiContract SplitsWarehouse => field ??= Load("splits-warehouse");

    /// <summary>Seaport 1.6.</summary>
    public static AbiContract Seaport => field ??= Load("seaport");

    /// <summary>What a collection asks for as royalty (ERC-2981).</summary>
    public static AbiContract Erc2981 => field ??= Load("erc2981");

    /// <summary>Transfers by signed authorization (ERC-3009).</summary>
    public static AbiContract Erc3009 => field ??= Load("erc3009");

    /// <summary>Tokens whose holders are known and whose issuer can freeze (ERC-3643, T-REX).</summary>
    public static AbiContract Erc3643 => field ??= Load("erc3643");

    /// <summary>Vaults that are entered and left by request (ERC-7540), and Centrifuge's events of pricing.</summary>
    public static AbiContract Erc7540Vault => field ??= Load("erc7540-vault");

    /// <summary>Tokenized vaults (EIP-4626).</summary>
    public static AbiContract Erc4626Vault => field ??= Load("erc4626-vault");

    /// <summary>One dividend of tokenize.it.</summary>
    public static AbiContract Distribution => field ??= Load("distribution");

    /// <summary>What dividends of tokenize.it are cloned from.</summary>
    public static AbiContract DistributionFactory => field ??= Load("distribution-factory");

    /// <summary>Safe 1.4.1, as far as it is read.</summary>
    public static AbiContract Safe => field ??= Load("safe");

    /// <summary>ChainWatch's own contract that divides income between tax escrow and owner.</summary>
    public static AbiContract TaxSplitter => field ??= Load("tax-splitter");

    /// <summary>An aToken of Aave, version 3.</summary>
    public static AbiContract AaveV3AToken => field ??= Load("aave-v3-atoken");

    /// <summary>Comet of Compound, version 3.</summary>
    public static AbiContract CompoundV3 => field ??= Load("compound-v3");

    /// <summary>Comet's rewards.</summary>
    public static AbiContract CompoundV3Rewards => field ??= Load("compound-v3-rewards");

    /// <summary>Lido's stETH.</summary>
    public static AbiContract Lido => field ??= Load("lido");

    /// <summary>A pool of Superfluid, of which members hold units.</summary>
    public static AbiContract SuperfluidPool => field ??= Load("superfluid-pool");

    /// <summary>A super token of Superfluid.</summary>
    public static AbiContract SuperfluidToken => field ??= Load("superfluid-token");

    /// <summary>Superfluid's agreement of constant flows, which knows every stream.</summary>
    public static AbiContract SuperfluidCfa { get; } = Load("superfluid-cfa");

    /// <summary>Superfluid's host, as far as it is asked for its agreements.</summary>
    public static AbiContract SuperfluidHost { get; } = Load("superfluid-host");

    /// <summary>Chainlink's AggregatorV3Interface, the proxy's phases, and the limits of either kind of aggregator.</summary>
    public static AbiContract AggregatorV3 => field ??= Load("aggregator-v3");

    private static AbiContract Load(string family)
    {
        using var resource = typeof(ContractAbi).Assembly.GetManifestResourceStream($"abi/{family}.json")
            ?? throw new InvalidOperationException($"contracts-abi/{family}.json is not embedded.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return AbiContract.FromJson(bytes.ToArray());
    }
}
