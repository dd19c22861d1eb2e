using ChainWatch.Chains;

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

    /// <summary>Whether the contract is itself who is paid: it is the beneficiary, in ether and in the tokens that the configuration names.</summary>
    public bool IsPaidItself { get; init; }

    /// <summary>A kind that needs nothing from the chain.</summary>
    public static SourceKind Plain(string name, Func<SourceSettings, IRecognizer> open) =>
        new(name, (source, _, _) => Task.FromResult(open(source)));
}

/// <summary>Every kind of source that ChainWatch can recognize. A new kind is one file and one line here.</summary>
public static class SourceKinds
{
    private static readonly SourceKind[] All =
    [
        PaymentSplitter.Kind,
        Erc2222Dividend.Kind,
        Erc4626Vault.Kind,
        Erc20Payments.Kind,
        Distribution.Kind,
        TaxSplitter.Kind,
    ];

    /// <summary>The names, as the configuration key <c>Kind</c> takes them.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. All.Select(kind => kind.Name)];

    /// <summary>Whether sources of this kind must name their payers.</summary>
    public static bool NeedsPayers(string kind) => All.Any(known => known.Name == kind && known.NeedsPayers);

    /// <summary>Whether sources of this kind must name a token.</summary>
    public static bool NeedsToken(string kind) => All.Any(known => known.Name == kind && known.NeedsToken);

    /// <summary>Whether in sources of this kind the contract is itself the beneficiary.</summary>
    public static bool IsPaidItself(string kind) => All.Any(known => known.Name == kind && known.IsPaidItself);

    /// <summary>Opens the recognizer of <paramref name="source"/>, asking <paramref name="chain"/> what it needs to know.</summary>
    /// <exception cref="ChainWatchException">The contract is not what the configuration says it is.</exception>
    public static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        await SourceContract.ConfirmCodeAsync(source, chain, cancellation);
        return await All.Single(kind => kind.Name == source.Kind).Open(source, chain, cancellation);
    }
}
