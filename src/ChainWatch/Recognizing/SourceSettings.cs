using System.Security.Cryptography;
using System.Text;
using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>One entry of the configuration section <c>Sources</c>: something that pays the owner on a chain.</summary>
/// <param name="Name">The source's name in the ledger and in every command.</param>
/// <param name="Chain">Name of the chain that it pays on.</param>
/// <param name="Kind">What the contract is, for example <c>payment-splitter</c>; see <see cref="SourceKinds"/>.</param>
/// <param name="Contract">The contract that emits the source's events; the zero address for a kind that has none.</param>
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
    private const int LongestTold = 500;

    /// <summary>What the configuration says in the keys that only this kind takes (<see cref="SourceKind.Options"/>), as text.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What the owner paid for what earns this income, for sources that hold nothing of the owner's; null where nobody said.</summary>
    public FiatAmount? Cost { get; init; }

    /// <summary>
    /// What decides which logs are the source's. When it changes, the source is read again from
    /// <see cref="FromBlock"/>; a new category changes nothing that was recorded.
    /// </summary>
    public string Definition => string.Join(
        ' ', [Kind, Contract.ToString(), Beneficiary.ToString(), $"{FromBlock}", .. Payers.Order().Select(payer => payer.ToString()), $"{Token}", .. Told()]).TrimEnd();

    /// <summary>The contracts that the source is about; none for a kind that has none.</summary>
    public IEnumerable<Address> Contracts => (SourceKinds.Find(Kind)?.Options ?? []).Where(option => option.IsContract)
        .Select(option => AddressOf(option.Key)).Append(Contract).OfType<Address>().Where(address => address != Address.Zero);

    /// <summary>The text of an option; null where the source leaves it out.</summary>
    internal string? TextOf(string key) => Options.TryGetValue(key, out var values) ? values[0] : null;

    /// <summary>The address that an option names; null where the source leaves it out.</summary>
    internal Address? AddressOf(string key) => TextOf(key) is { } text ? Address.Parse(text) : null;

    /// <summary>The addresses that an option lists.</summary>
    internal IReadOnlyList<Address> AddressesOf(string key) => Options.TryGetValue(key, out var values) ? [.. values.Select(value => Address.Parse(value))] : [];

    internal static SourceSettings Read(SectionReader section, string folder)
    {
        var kind = section.OneOf("Kind", SourceKinds.Names);
        var known = SourceKinds.Find(kind);
        var contract = known?.HasContract == false ? default : section.Address("Contract");
        var settings = new SourceSettings(
            section.Text("Name"),
            section.Text("Chain"),
            kind,
            contract,
            known?.IsPaidItself == true && !section.Has("Beneficiary") ? contract : section.Address("Beneficiary"),
            section.Text("Category"),
            section.Number("FromBlock", 0),
            known is { NeedsPayers: true } or { TakesPayers: true } ? section.Addresses("Payers") : [],
            SourceKinds.NeedsToken(kind) ? new Token(section.Address("Token")) : null)
        {
            Options = ReadOptions(known?.Options ?? [], section, folder),
            Cost = ReadCost(section.OptionalSection("Cost")),
        };

        if (SourceKinds.NeedsPayers(kind) && settings.Payers.Count == 0)
        {
            section.Problem("Payers", $"a source of kind {kind} pays from named payers: list at least one address");
        }

        if (known?.IsPaidItself == true && settings.Beneficiary != contract)
        {
            section.Problem("Beneficiary", $"'{settings.Beneficiary}' is not the contract, and a source of kind {kind} is paid itself: leave it out");
        }

        known?.Check(settings, section);
        section.RefuseUnknownKeys();
        return settings;
    }

    private static FiatAmount? ReadCost(SectionReader? section)
    {
        if (section is null)
        {
            return null;
        }

        var text = section.Text("Amount");
        if (!FiatAmount.TryParse(section.Text("Currency"), text, out var cost) || cost.Units.Sign <= 0)
        {
            section.Problem("Amount", $"'{text}' is not what something cost: write positive digits, for example 25000");
        }

        section.RefuseUnknownKeys();
        return cost;
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadOptions(IReadOnlyList<SourceOption> options, SectionReader section, string folder)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var option in options.Where(option => section.Has(option.Key) || !option.IsOptional))
        {
            if (option.Read(section, folder) is { Count: > 0 } given)
            {
                values.Add(option.Key, given);
            }
        }

        return values;
    }

    // A value may be a whole file, so long ones are told by their hash.
    private IEnumerable<string> Told() => Options.OrderBy(option => option.Key, StringComparer.Ordinal)
        .Select(option => $"{option.Key}={string.Join(',', option.Value)}")
        .Select(text => text.Length <= LongestTold ? text : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
