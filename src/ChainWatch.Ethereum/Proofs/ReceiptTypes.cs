namespace ChainWatch.Ethereum.Proofs;

/// <summary>Which types of receipts (EIP-2718) have an encoding that is known here.</summary>
internal static class ReceiptTypes
{
    internal const int Legacy = 0;

    /// <summary>The OP stack's deposits from L1.</summary>
    internal const int OptimismDeposit = 0x7e;

    private static readonly Dictionary<int, string> Ethereum = new()
    {
        [Legacy] = "legacy",
        [1] = "EIP-2930",
        [2] = "EIP-1559",
        [3] = "EIP-4844",
        [4] = "EIP-7702",
        [OptimismDeposit] = "OP-stack deposit",
    };

    /// <summary>Arbitrum's own transactions, whose receipts are encoded like Ethereum's typed ones. No public block has been checked here.</summary>
    private static readonly Dictionary<int, string> Arbitrum = new()
    {
        [0x64] = "Arbitrum deposit",
        [0x65] = "Arbitrum unsigned",
        [0x66] = "Arbitrum contract",
        [0x68] = "Arbitrum retry",
        [0x69] = "Arbitrum retryable submission",
        [0x6a] = "Arbitrum internal",
        [0x78] = "Arbitrum legacy",
    };

    internal static bool IsKnown(int type) => Ethereum.ContainsKey(type) || Arbitrum.ContainsKey(type);

    /// <summary>Whether the encoding is certain enough to call a root that differs a contradiction.</summary>
    internal static bool IsCertain(int type) => Ethereum.ContainsKey(type);

    internal static string NameOf(int type) =>
        Ethereum.TryGetValue(type, out var name) || Arbitrum.TryGetValue(type, out name) ? name : $"unknown type 0x{type:x}";
}
