using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Recognizing;

/// <summary>The ABIs of <c>contracts-abi/</c>, embedded into this library, one for each contract family.</summary>
public static class ContractAbi
{
    /// <summary>ERC-20 tokens (EIP-20).</summary>
    public static AbiContract Erc20 { get; } = Load("erc20");

    /// <summary>OpenZeppelin's PaymentSplitter, up to version 4.</summary>
    public static AbiContract PaymentSplitter { get; } = Load("payment-splitter");

    /// <summary>Funds distribution tokens (ERC-2222).</summary>
    public static AbiContract Erc2222Dividend { get; } = Load("erc2222-dividend");

    /// <summary>Tokenized vaults (EIP-4626).</summary>
    public static AbiContract Erc4626Vault { get; } = Load("erc4626-vault");

    /// <summary>One dividend of tokenize.it.</summary>
    public static AbiContract Distribution { get; } = Load("distribution");

    /// <summary>What dividends of tokenize.it are cloned from.</summary>
    public static AbiContract DistributionFactory { get; } = Load("distribution-factory");

    /// <summary>Safe 1.4.1, as far as it is read.</summary>
    public static AbiContract Safe { get; } = Load("safe");

    /// <summary>ChainWatch's own contract that divides income between tax escrow and owner.</summary>
    public static AbiContract TaxSplitter { get; } = Load("tax-splitter");

    /// <summary>Chainlink's AggregatorV3Interface, the proxy's phases, and the limits of either kind of aggregator.</summary>
    public static AbiContract AggregatorV3 { get; } = Load("aggregator-v3");

    private static AbiContract Load(string family)
    {
        using var resource = typeof(ContractAbi).Assembly.GetManifestResourceStream($"abi/{family}.json")
            ?? throw new InvalidOperationException($"contracts-abi/{family}.json is not embedded.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return AbiContract.FromJson(bytes.ToArray());
    }
}
