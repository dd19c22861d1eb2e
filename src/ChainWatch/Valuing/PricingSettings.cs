using System.Text;
using ChainWatch.Chains;
using ChainWatch.Configuration;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Primitives;

namespace ChainWatch.Valuing;

/// <summary>A token whose price is what the owner says, for example a stablecoin.</summary>
public sealed record PinnedSettings(string Chain, Token Token, Price Price);

/// <summary>A token that is a share of an ERC-4626 vault, and worth what the vault gives for it.</summary>
public sealed record ShareSettings(string Chain, Token Token);

/// <summary>The configuration section <c>Pricing</c>: where prices come from.</summary>
/// <param name="Currency">ISO 4217 code of the currency that values are counted in.</param>
/// <param name="Feeds">Chainlink price feeds.</param>
/// <param name="Pinned">Tokens whose price is fixed.</param>
/// <param name="Shares">Tokens that are shares of a vault.</param>
/// <param name="File">Prices of last resort; null for none.</param>
public sealed record PricingSettings(
    string Currency,
    IReadOnlyList<FeedSettings> Feeds,
    IReadOnlyList<PinnedSettings> Pinned,
    IReadOnlyList<ShareSettings> Shares,
    PriceFile? File)
{
    /// <summary>The currency where none is configured.</summary>
    public const string DefaultCurrency = "USD";

    // To be raised whenever the rules by which a price is accepted change, so that what they refused is tried again.
    private const int RulesVersion = 1;

    /// <summary>The section; null where there is none, so that nothing is valued.</summary>
    internal static PricingSettings? Read(SectionReader? section, string folder, IReadOnlyList<ChainSettings> chains)
    {
        if (section is null)
        {
            return null;
        }

        var settings = new PricingSettings(
            section.Text("Currency", DefaultCurrency),
            [.. section.Sections("Feeds").Select(FeedSettings.Read)],
            [.. section.Sections("Pinned").Select(ReadPinned)],
            [.. section.Sections("Shares").Select(ReadShare)],
            PriceFile.Read(section, "File", folder, [.. chains.Select(chain => chain.Name)]));
        if (settings.Currency.Length != 3 || !settings.Currency.All(char.IsAsciiLetterUpper))
        {
            section.Problem("Currency", $"'{settings.Currency}' is not a currency: write its ISO 4217 code, for example USD");
        }

        section.RefuseUnknownKeys();
        PricingAgreement.Check(settings, chains, section);
        return settings;
    }

    /// <summary>
    /// What decides whether a payment on <paramref name="chain"/> has a price. When it changes, payments without a value
    /// are tried again. The endpoints are part of it: one that keeps old state may know what another has forgotten.
    /// </summary>
    public string FingerprintFor(ChainSettings chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        List<string> lines =
        [
            $"{RulesVersion} {Currency} {File?.Fingerprint}",
            .. Feeds.Where(feed => feed.Chain == chain.Name).Select(feed => $"{feed}"),
            .. Pinned.Where(pinned => pinned.Chain == chain.Name).Select(pinned => $"{pinned}"),
            .. Shares.Where(share => share.Chain == chain.Name).Select(share => $"{share}"),
            .. chain.Endpoints.Select(endpoint => endpoint.AbsoluteUri),
        ];
        return Keccak256.Hash(Encoding.UTF8.GetBytes(string.Join('\n', lines))).ToString()[..18];
    }

    private static PinnedSettings ReadPinned(SectionReader section)
    {
        var text = section.Text("Price");
        if (!Price.TryParse(text, out var price) && text.Length > 0)
        {
            section.Problem("Price", $"'{text}' is not a price: write positive digits, for example 1.00");
        }

        var pinned = new PinnedSettings(section.Text("Chain"), section.Token("Token"), price);
        section.RefuseUnknownKeys();
        return pinned;
    }

    private static ShareSettings ReadShare(SectionReader section)
    {
        var share = new ShareSettings(section.Text("Chain"), section.Token("Token"));
        section.RefuseUnknownKeys();
        return share;
    }
}
