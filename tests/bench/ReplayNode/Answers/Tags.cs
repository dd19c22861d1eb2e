using System.Globalization;
using System.Text.Json;
using ChainWatch.Replay.Faults;

namespace ChainWatch.Replay.Answers;

/// <summary>Which block a parameter means.</summary>
internal static class Tags
{
    /// <summary>Blocks below the head that <c>safe</c> means.</summary>
    public const ulong SafeDepth = 32;

    /// <summary>Blocks below the head that <c>finalized</c> means.</summary>
    public const ulong FinalDepth = 64;

    /// <summary>A height; null where there is no such block yet. Nothing, and null, mean the newest.</summary>
    public static ulong? NumberOf(JsonElement? block, ReplayView view) => block?.GetString() switch
    {
        null or "latest" or "pending" => view.Head,
        "earliest" => 0,
        "safe" => Below(view, SafeDepth),
        "finalized" => Below(view, FinalDepth),
        { } text when text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw RpcError.BadParameters("block"),
    };

    private static ulong? Below(ReplayView view, ulong depth) => view.Head >= depth ? view.Head - depth : null;
}
