using System.Globalization;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;

namespace ChainWatch.Guarding;

/// <summary>Is a treasury what the configuration says, and does its tax go where it says?</summary>
internal static class TreasuryCheck
{
    /// <summary>What the chain says of a treasury.</summary>
    /// <exception cref="ChainWatchException">It is something else, or pays another escrow.</exception>
    public static Task<string> DescribeAsync(TreasurySettings treasury, Address? escrow, Chain chain, CancellationToken cancellation) => treasury.Kind switch
    {
        TreasuryKind.Safe => DescribeSafeAsync(treasury.Address, chain, cancellation),
        TreasuryKind.TaxSplitter => DescribeSplitterAsync(treasury.Address, escrow, chain, cancellation),
        _ => DescribeKeyAsync(treasury.Address, chain, cancellation),
    };

    private static async Task<string> DescribeSafeAsync(Address safe, Chain chain, CancellationToken cancellation)
    {
        var condition = await new SafeReader(chain, safe).ReadConditionAsync(cancellation);
        var modules = condition.Modules.Count == 0 ? "no modules" : $"modules that need no signature: {string.Join(' ', condition.Modules)}";
        var guard = condition.Guard == Address.Zero ? "no guard" : $"guard {condition.Guard}";
        return $"Safe {condition.Version} at {safe}, {condition.Threshold} of {condition.Owners.Count} owners, {modules}, {guard}";
    }

    private static async Task<string> DescribeKeyAsync(Address account, Chain chain, CancellationToken cancellation)
    {
        await KeyPayer.RequireNoCodeAsync(chain, account, cancellation);
        return $"account of one key at {account}";
    }

    private static async Task<string> DescribeSplitterAsync(Address splitter, Address? escrow, Chain chain, CancellationToken cancellation)
    {
        var paid = (await AskAsync("escrow")).Address(0);
        if (escrow is { } expected && paid != expected)
        {
            throw Refuse("wrong-escrow", $"it pays {paid}, and TaxEscrow is {expected}: what it sets aside goes elsewhere", "Correct TaxEscrow, or use a splitter that was created with it.");
        }

        var (owner, rate, cap) = ((await AskAsync("owner")).Address(0), (await AskAsync("basisPoints")).Integer(0), (await AskAsync("cap")).Integer(0));
        return string.Create(CultureInfo.InvariantCulture, $"TaxSplitter at {splitter}, {rate} basis points to {paid}, the rest to {owner}, never above {cap}");

        async Task<AbiValues> AskAsync(string question)
        {
            var function = ContractAbi.TaxSplitter.Function(question);
            try
            {
                return function.DecodeResult(await chain.CallAsync(splitter, function.Encode(), BlockTag.Latest, cancellation));
            }
            catch (Exception wrong) when (wrong is AbiException or RpcException { Failure: RpcFailure.Reverted })
            {
                throw Refuse("unknown-splitter", $"it does not answer {question}(), so it is no TaxSplitter", "Correct Kind or Address and type: chainwatch check");
            }
        }

        ChainWatchException Refuse(string code, string reason, string hint) =>
            new(Refusal.Refused, code, $"Escrow: the treasury {splitter} on {chain.Settings.Name}: {reason}.", hint);
    }
}
