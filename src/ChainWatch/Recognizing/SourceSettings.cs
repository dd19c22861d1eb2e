using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>One entry of the configuration section <c>Sources</c>: something that pays the owner on a chain.</summary>
/// <param name="Name">The source's name in the ledger and in every command.</param>
/// <param name="Chain">Name of the chain that it pays on.</param>
/// <param name="Kind">What the contract is, for example <c>payment-splitter</c>; see <see cref="SourceKinds"/>.</param>
/// <param name="Contract">The contract that emits the source's events.</param>
/// <param name="Beneficiary">The owner's wallet that is paid.</param>
/// <param name="Category">The owner's word for this kind of income; tax rules go by it.</param>
/// <param name="FromBlock">First block to read, usually that in which the contract was deployed.</param>
/// <param name="Payers">Who pays, for kinds that need to be told.</param>
/// <param name="Token">The token that the source is about, for kinds that need to be told.</param>
public sealed record SourceSettings(
    string Name,
    string Chain,
    string Kind,
    Address Contract,
    Address Beneficiary,
    string Category,
    ulong FromBlock,
    IReadOnlyList<Address> Payers,
    Token? Token)
{
    /// <summary>The tokens that count beside the chain's own coin, for kinds that are paid themselves.</summary>
    public IReadOnlyList<Address> Tokens { get; init; } = [];

    /// <summary>
    /// What decides which logs are the source's. When it changes, the source is read again from
    /// <see cref="FromBlock"/>; a new category changes nothing that was recorded.
    /// </summary>
    public string Definition => string.Join(
        ' ', [Kind, Contract.ToString(), Beneficiary.ToString(), $"{FromBlock}", .. Payers.Order().Select(payer => payer.ToString()), $"{Token}", .. Tokens.Order().Select(token => token.ToString())]).TrimEnd();

    internal static SourceSettings Read(SectionReader section)
    {
        var kind = section.OneOf("Kind", SourceKinds.Names);
        var isPaidItself = SourceKinds.IsPaidItself(kind);
        var contract = section.Address("Contract");
        var settings = new SourceSettings(
            section.Text("Name"),
            section.Text("Chain"),
            kind,
            contract,
            isPaidItself && section.Text("Beneficiary", "").Length == 0 ? contract : section.Address("Beneficiary"),
            section.Text("Category"),
            section.Number("FromBlock", 0),
            SourceKinds.NeedsPayers(kind) ? section.Addresses("Payers") : [],
            SourceKinds.NeedsToken(kind) ? new Token(section.Address("Token")) : null)
        {
            Tokens = isPaidItself ? section.Addresses("Tokens") : [],
        };

        if (SourceKinds.NeedsPayers(kind) && settings.Payers.Count == 0)
        {
            section.Problem("Payers", $"a source of kind {kind} pays from named payers: list at least one address");
        }

        if (isPaidItself && settings.Beneficiary != contract)
        {
            section.Problem("Beneficiary", $"'{settings.Beneficiary}' is not the contract, and a source of kind {kind} is paid itself: leave it out");
        }

        section.RefuseUnknownKeys();
        return settings;
    }
}
