using ChainWatch.Alerts;
using ChainWatch.Configuration;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Executing;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Signing.TransactionService;
using ChainWatch.Storage;
using ChainWatch.Taxing;
using ChainWatch.Valuing;
using Microsoft.Extensions.Configuration;

namespace ChainWatch;

/// <summary>The whole configuration, read once and valid as a whole.</summary>
/// <param name="Ledger">Where the ledger is kept.</param>
/// <param name="Chains">The chains to watch.</param>
/// <param name="Sources">What pays the owner.</param>
public sealed record Settings(
    LedgerSettings Ledger, IReadOnlyList<ChainSettings> Chains, IReadOnlyList<SourceSettings> Sources)
{
    /// <summary>Where prices come from; null where nothing is to be valued.</summary>
    public PricingSettings? Pricing { get; init; }

    /// <summary>Where tax is set aside; null where nothing is.</summary>
    public EscrowSettings? Escrow { get; init; }

    /// <summary>Where proposals may be published, one for each chain at most; unless configured, nowhere.</summary>
    public IReadOnlyList<TransactionServiceSettings> TransactionServices { get; init; } = [];

    /// <summary>Whom alerts are told to.</summary>
    public AlertSettings Alerts { get; init; } = AlertSettings.None;

    /// <summary>The worker's key that pays the gas of what owners have signed.</summary>
    public KeeperSettings Keeper { get; init; } = KeeperSettings.None;

    /// <summary>What categories of income are expected to yield.</summary>
    public CategorySettings Categories { get; init; } = CategorySettings.Shipped;

    // Sections that belong to the configuration but are not read yet stand beside those that are.
    private static readonly string[] Sections =
        ["Ledger", "Chains", "Sources", "Categories", "Escrow", "Keeper", "Pricing", "Taxes", "Alerts", "Dashboard", "Logging"];

    /// <summary>Where the owner owes tax, and by which rules.</summary>
    public TaxSettings Taxes { get; init; } = TaxSettings.None;

    /// <summary>
    /// Reads <paramref name="file"/>, then environment variables with the prefix <c>CHAINWATCH_</c> (<c>__</c> between
    /// levels). Relative paths inside are relative to the file's folder.
    /// </summary>
    /// <exception cref="ChainWatchException">The file is missing, is not JSON, or holds values that make no sense: every problem is listed.</exception>
    public static Settings Load(string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            throw Refuse($"{path}: no such configuration file.", "Name it with --config FILE.");
        }

        var fromFile = ReadJson(path);
        var configuration = new ConfigurationBuilder().AddConfiguration(fromFile).AddEnvironmentVariables("CHAINWATCH_").Build();
        var problems = new List<string>();
        foreach (var unknown in fromFile.GetChildren().Where(child => !Sections.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Add($"{unknown.Key}: no such section: use {SectionReader.Alternatives(unknown.Key, Sections)}, or remove it.");
        }

        var settings = Read(configuration, Path.GetDirectoryName(path)!, problems);
        return problems.Count == 0
            ? settings
            : throw Refuse($"{path}: {string.Join(Environment.NewLine, problems)}", "Correct the configuration and type: chainwatch check");
    }

    /// <summary>The chain that <paramref name="source"/> pays on.</summary>
    public ChainSettings ChainOf(SourceSettings source) => Chains.First(chain => chain.Name == source.Chain);

    /// <summary>The owner's own accounts on a chain.</summary>
    public OwnAccounts OwnOn(string chain) => new(
        Sources.Where(source => source.Chain == chain).Select(source => source.Beneficiary)
            .Concat(Escrow?.On(chain).Select(treasury => treasury.Address) ?? []).ToHashSet(),
        Escrow?.TaxEscrow);

    /// <summary>Contracts that pay the same wallet by way of another source, which books what they pay.</summary>
    public IReadOnlySet<Address> BookedElsewhere(SourceSettings source) => Sources
        .Where(other => other.Name != source.Name && other.Chain == source.Chain && other.Beneficiary == source.Beneficiary)
        .SelectMany(other => other.Contracts).ToHashSet();

    private static Settings Read(IConfigurationRoot configuration, string folder, List<string> problems)
    {
        var chains = SectionsOf(configuration, "Chains", problems).Select(ChainSettings.Read).ToList();
        var sources = SectionsOf(configuration, "Sources", problems).Select(section => SourceSettings.Read(section, folder)).ToList();
        var ledger = LedgerSettings.Read(new SectionReader(configuration.GetSection("Ledger"), problems), folder);
        var pricing = PricingSettings.Read(SectionReader.Optional(configuration, "Pricing", problems), folder, chains);
        var escrow = EscrowSettings.Read(SectionReader.Optional(configuration, "Escrow", problems), [.. chains.Select(chain => chain.Name)], pricing?.Currency);
        var services = TransactionServiceSettings.ReadAll(
            SectionReader.Optional(configuration, "Escrow", problems), folder, [.. escrow?.Treasuries.Select(treasury => treasury.Chain).Distinct() ?? []]);
        var keeper = KeeperSettings.Read(SectionReader.Optional(configuration, "Keeper", problems), folder, hasTreasury: escrow is not null);
        var taxes = TaxSettings.Read(new SectionReader(configuration.GetSection("Taxes"), problems), sources);
        var alerts = AlertSettings.Read(new SectionReader(configuration.GetSection("Alerts"), problems), folder);
        var categories = CategorySettings.Read(SectionsOf(configuration, "Categories", problems));
        foreach (var source in sources.Where(source => pricing is not null && source.Cost is { } cost && cost.Currency != pricing.Currency))
        {
            problems.Add($"Sources: {source.Name}: Cost: {source.Cost!.Value.Currency} is not the currency in which payments are valued: use {pricing!.Currency}, or change Pricing:Currency.");
        }

        if (problems.Count == 0)
        {
            Agreement.Check(chains, sources, problems);
        }

        return new Settings(ledger, chains, sources)
        {
            Pricing = pricing,
            Taxes = taxes,
            Escrow = escrow,
            TransactionServices = services,
            Alerts = alerts,
            Keeper = keeper,
            Categories = categories,
        };
    }

    private static IEnumerable<SectionReader> SectionsOf(IConfigurationRoot configuration, string name, List<string> problems) =>
        configuration.GetSection(name).GetChildren().Select(section => new SectionReader(section, problems));

    private static IConfigurationRoot ReadJson(string path)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
        }
        catch (InvalidDataException wrong)
        {
            throw Refuse($"{path}: {wrong.GetBaseException().Message}", "Correct the JSON at that place.", wrong);
        }
    }

    private static ChainWatchException Refuse(string message, string hint, Exception? cause = null) =>
        new(Refusal.Refused, "configuration", message, hint, cause);
}
