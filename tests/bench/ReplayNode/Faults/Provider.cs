using System.Globalization;

namespace ChainWatch.Replay.Faults;

/// <summary>The words in which a provider or node refuses a range that is too wide, or one that holds too much.</summary>
/// <param name="Name">Who says it.</param>
/// <param name="Code">The error's code.</param>
/// <param name="TooWide">The text for too many blocks; {0} stands for how many are allowed.</param>
/// <param name="TooMuch">The text for too many logs; {0} stands for how many are allowed.</param>
public sealed record Provider(string Name, int Code, string TooWide, string TooMuch)
{
    /// <summary>Those whose words are known.</summary>
    public static IReadOnlyList<Provider> All { get; } =
    [
        new("Geth", -32602, "exceed maximum block range: {0}", "query returned more than {0} results"),
        new("Alchemy", -32600, "You can make eth_getLogs requests with up to a {0} block range.", "Log response size exceeded. this block range should work: [0x0, 0x1]"),
        new("Infura", -32005, "range exceeds limit of {0}", "query returned more than {0} results. Try with this block range [0x0, 0x1]."),
        new("QuickNode", -32614, "eth_getLogs is limited to a {0} range", "eth_getLogs is limited to {0} logs"),
        new("Ankr", -32600, "block range is too wide", "query returned more than {0} results"),
        new("Erigon", -32000, "query block range exceeds server limit, narrow your filter", "query returns too many logs"),
        new("Nethermind", -32005, "block range too large: {0}", "too many logs: {0}"),
        new("Reth", -32602, "query exceeds max block range {0}", "query exceeds max results {0}, retry with the range 0-1"),
        new("Cloudflare", -32047, "Invalid block range. Max range: {0}", "query returned more than {0} results"),
    ];

    internal RpcError RefuseWidth(ulong most) => new(Code, string.Format(CultureInfo.InvariantCulture, TooWide, most));

    internal RpcError RefuseAmount(int most) => new(Code, string.Format(CultureInfo.InvariantCulture, TooMuch, most));
}
