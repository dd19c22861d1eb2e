using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>A kind of source: its name in the configuration, and how a recognizer for one source of it is opened.</summary>
/// <param name="Name">For example <c>payment-splitter</c>.</param>
/// <param name="Open">Asks the chain what the recognizer needs to know.</param>
internal sealed record SourceKind(string Name, Func<SourceSettings, Chain, CancellationToken, Task<IRecognizer>> Open)
{
    /// <summary>Whether the configuration must name who pays.</summary>
    public bool NeedsPayers { get; init; }

    /// <summary>Whether the configuration must name a token.</summary>
    public bool NeedsToken { get; init; }

    /// <summary>Whether the contract is itself who is paid: it is the beneficiary.</summary>
    public bool IsPaidItself { get; init; }

    /// <summary>Whether the configuration may name who pays, and needs not.</summary>
    public bool TakesPayers { get; init; }

    /// <summary>Whether one contract pays; if not, the configuration names none.</summary>
    public bool HasContract { get; init; } = true;

    /// <summary>Whether its sources are paid in the chain's own coin by anyone, so that whole blocks are read for them.</summary>
    public bool IsPaidInCoin { get; init; }

    /// <summary>Whether the owner holds shares of the contract that it exchanges for assets, as of a vault.</summary>
    public bool HasShares { get; init; }

    /// <summary>Whether what accrues is earned by the very balance that grows: it is the capital.</summary>
    public bool EarnsByBalance { get; init; }

    /// <summary>Whether a source counts how the wallet's whole balance grew, whoever pays, so that two of one wallet would both count it.</summary>
    public bool CountsWholeBalance { get; init; }

    /// <summary>The stage at which its sources record what they pay later, so that the same money stands at two stages; null where they do not.</summary>
    public Stage? CreditedAs { get; init; }

    /// <summary>The sum that a log tells of, where a payment of this kind is but a part of it; null where the log names the payment's own amount.</summary>
    public Func<Log, ToldSum?> SumOf { get; init; } = _ => null;

    /// <summary>How much principal a log says was moved, where it does not name that very amount.</summary>
    public ReadPrincipal PrincipalOf { get; init; } = (_, _, _) => null;

    /// <summary>The keys that sources of this kind take beside those of every source.</summary>
    public IReadOnlyList<SourceOption> Options { get; init; } = [];

    /// <summary>Reports what is wrong with a source's options beyond each by itself.</summary>
    public Action<SourceSettings, SectionReader> Check { get; init; } = (_, _) => { };

    /// <summary>A kind that needs nothing from the chain.</summary>
    public static SourceKind Plain(string name, Func<SourceSettings, IRecognizer> open) =>
        new(name, (source, _, _) => Task.FromResult(open(source)));
}

/// <summary>Every kind of source that ChainWatch can recognize. A new kind is one file and one line here.</summary>
public static class SourceKinds
{
    // A recognizer's Kind is a property without a field: a field would be made with the decoders that stand beside it, and
    // every command, which needs the names alone, would wait for those of all kinds.
    private static readonly SourceKind[] All =
    [
        PaymentSplitter.Kind,
        SplitsV1.Kind,
        SplitsV2.Kind,
        SeaportRoyalty.Kind,
        Erc2222Dividend.Kind,
        Erc1726Dividend.Kind,
        Distribution.Kind,
        TaxSplitter.Kind,
        StakingRewards.Kind,
        Erc4626Vault.Kind,
        Erc7540Vault.Kind,
        AaveV3.Kind,
        CompoundV3.Kind,
        Lido.Kind,
        SuperfluidPool.Kind,
        SuperfluidStream.Kind,
        Erc20Payments.Kind,
        NativePayments.Kind,
        AbiEventIncome.Kind,
    ];

    /// <summary>The names, as the configuration key <c>Kind</c> takes them.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. All.Select(kind => kind.Name)];

    /// <summary>Whether sources of this kind must name their payers.</summary>
    public static bool NeedsPayers(string kind) => Find(kind)?.NeedsPayers == true;

    /// <summary>Whether sources of this kind must name a token.</summary>
    public static bool NeedsToken(string kind) => Find(kind)?.NeedsToken == true;

    /// <summary>Whether the owner holds shares of sources of this kind.</summary>
    public static bool HasShares(string kind) => Find(kind)?.HasShares == true;

    /// <summary>Whether a source's growing balance is the capital that earns what accrues.</summary>
    public static bool EarnsByBalance(string kind) => Find(kind)?.EarnsByBalance == true;

    /// <summary>Whether sources of this kind count how the wallet's whole balance grew, whoever pays.</summary>
    public static bool CountsWholeBalance(string kind) => Find(kind)?.CountsWholeBalance == true;

    /// <summary>Whether whole blocks are read for sources of this kind.</summary>
    public static bool IsPaidInCoin(string kind) => Find(kind)?.IsPaidInCoin == true;

    /// <summary>The stage at which sources of this kind record what they pay later; null where they do not.</summary>
    public static Stage? CreditedAs(string kind) => Find(kind)?.CreditedAs;

    /// <summary>Kinds with the stage of what they pay later, such as <c>splits-v1 distributed</c>: what no total may count beside what was paid.</summary>
    public static IReadOnlyList<string> Credits { get; } = [.. All.Where(kind => kind.CreditedAs is not null).Select(kind => $"{kind.Name} {kind.CreditedAs!.Value.Word()}")];

    /// <summary>The principal that a log moved, where it is one of those that do not name it; null where it is not.</summary>
    internal static BigInteger? PrincipalOf(Log log, Log? next, Address beneficiary) =>
        All.Select(kind => kind.PrincipalOf(log, next, beneficiary)).FirstOrDefault(principal => principal is not null);

    /// <summary>The kind of a name; null where there is none.</summary>
    internal static SourceKind? Find(string kind) => Array.Find(All, known => known.Name == kind);

    /// <summary>Whether in sources of this kind the contract is itself the beneficiary.</summary>
    public static bool IsPaidItself(string kind) => Find(kind)?.IsPaidItself == true;

    /// <summary>Opens the recognizer of <paramref name="source"/>, asking <paramref name="chain"/> what it needs to know.</summary>
    /// <exception cref="ChainWatchException">The contract is not what the configuration says it is.</exception>
    public static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        var kind = All.Single(kind => kind.Name == source.Kind);
        if (kind.HasContract)
        {
            await SourceContract.ConfirmCodeAsync(source, chain, cancellation);
        }

        return await kind.Open(source, chain, cancellation);
    }
}
