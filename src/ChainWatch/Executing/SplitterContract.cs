using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;

namespace ChainWatch.Executing;

/// <summary>What the keeper asks and calls of a TaxSplitter (docs/tax-splitter.md).</summary>
internal static class SplitterContract
{
    public static AbiFunction Release { get; } = ContractAbi.TaxSplitter.Function("release");

    public static AbiFunction Releasable { get; } = ContractAbi.TaxSplitter.Function("releasable");

    /// <summary>Who has a say in it or is paid by it.</summary>
    public static IReadOnlyList<AbiFunction> Roles { get; } = [.. new[] { "admin", "escrow", "owner" }.Select(ContractAbi.TaxSplitter.Function)];
}
