using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Executing;

/// <summary>What the keeper asks and calls of a TaxSplitter (docs/tax-splitter.md).</summary>
internal static class SplitterContract
{
    private static readonly AbiContract Abi = AbiContract.Parse(
        "function release(address token)",
        "function releasable(address token) view returns (uint256 escrowAmount, uint256 ownerAmount)",
        "function admin() view returns (address)",
        "function escrow() view returns (address)",
        "function owner() view returns (address)");

    public static AbiFunction Release { get; } = Abi.Function("release");

    public static AbiFunction Releasable { get; } = Abi.Function("releasable");

    /// <summary>Who has a say in it or is paid by it.</summary>
    public static IReadOnlyList<AbiFunction> Roles { get; } = [Abi.Function("admin"), Abi.Function("escrow"), Abi.Function("owner")];
}
