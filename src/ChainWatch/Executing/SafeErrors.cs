using System.Text.RegularExpressions;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Executing;

/// <summary>Why a Safe refuses to execute, in words (safe-smart-account, docs/error_codes.md).</summary>
internal static partial class SafeErrors
{
    private static readonly IReadOnlyDictionary<string, string> Meanings = new Dictionary<string, string>
    {
        ["GS010"] = "there is too little gas for what the owners signed",
        ["GS011"] = "the Safe cannot pay the refund of gas in coins",
        ["GS012"] = "the Safe cannot pay the refund of gas in the token",
        ["GS013"] = "what it calls fails",
        ["GS020"] = "there are too few signatures for its threshold",
        ["GS021"] = "a contract owner's signature points into the signatures of others",
        ["GS022"] = "a contract owner's signature lies outside of the signatures",
        ["GS023"] = "a contract owner's signature is cut off",
        ["GS024"] = "a contract owner does not accept its signature",
        ["GS025"] = "an owner has not approved the hash on the chain",
        ["GS026"] = "a signature is by no owner, of another transaction or nonce, or out of order",
        ["GS027"] = "the data that contract owners are asked about does not match the hash",
    };

    /// <summary>One line: the Safe's code with its meaning where there is one, else what the call reverted with.</summary>
    public static string Describe(RpcException reverted)
    {
        var said = reverted.RevertData.IsEmpty ? reverted.Message : RevertReason.Describe(reverted.RevertData);
        return Code().Match(said) is { Success: true, Value: var code }
            ? $"{Meanings.GetValueOrDefault(code, "the Safe refuses")} ({code})"
            : said;
    }

    [GeneratedRegex(@"GS\d{3}")]
    private static partial Regex Code();
}
