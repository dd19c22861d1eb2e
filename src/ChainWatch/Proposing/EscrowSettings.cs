using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Proposing;

/// <summary>The configuration section <c>Escrow</c>: where income arrives, and where its tax is set aside.</summary>
/// <param name="Treasuries">What is paid, at least one; no two are the same account.</param>
/// <param name="TaxEscrow">The wallet that keeps the tax, at this address on every treasury's chain; null while nothing is to be set aside.</param>
/// <param name="MinimumTransfer">Dues of a token below this value are left to add up; a due without a value is not left.</param>
/// <param name="MultisigAbove">Above this value at stake, a treasury that one key alone can move is refused.</param>
public sealed record EscrowSettings(IReadOnlyList<TreasurySettings> Treasuries, Address? TaxEscrow, FiatAmount MinimumTransfer, FiatAmount MultisigAbove)
{
    /// <summary>Whom tax is paid to out of escrow where nobody says otherwise; null where that is always said.</summary>
    public Address? Authority { get; init; }

    /// <summary>The treasuries on a chain.</summary>
    public IEnumerable<TreasurySettings> On(string chain) => Treasuries.Where(treasury => treasury.Chain == chain);

    internal static EscrowSettings? Read(SectionReader? escrow, IReadOnlyCollection<string> chains, string? currency)
    {
        if (escrow is null)
        {
            return null;
        }

        var hasEscrow = escrow.Text("TaxEscrow", "").Length > 0;
        var hasAuthority = escrow.Text("Authority", "").Length > 0;
        var minimum = ReadAmount(escrow, "MinimumTransfer", "10", currency);
        var multisig = ReadAmount(escrow, "MultisigAbove", "50000", currency);
        var (one, several) = (escrow.OptionalSection("Treasury"), escrow.Sections("Treasuries"));
        var taxEscrow = hasEscrow ? escrow.Address("TaxEscrow") : (Address?)null;
        var authority = hasAuthority ? escrow.Address("Authority") : (Address?)null;
        if (one is not null && several.Count > 0)
        {
            escrow.Problem("Treasuries", "Treasury is given as well: name one treasury in Treasury, or all of them in Treasuries");
        }

        if (one is null && several.Count == 0)
        {
            if (hasEscrow)
            {
                escrow.Problem("Treasury", "missing: TaxEscrow says where tax goes, Treasury must say from where");
            }

            return null;
        }

        List<TreasurySettings> treasuries = [.. several.Prepend(one).OfType<SectionReader>().Select(section => TreasurySettings.Read(section, chains))];
        var settings = new EscrowSettings(treasuries, taxEscrow, minimum, multisig) { Authority = authority };
        escrow.Leave("TransactionService", "TransactionServices");
        escrow.RefuseUnknownKeys();
        settings.CheckAddresses(escrow);
        return settings;
    }

    private void CheckAddresses(SectionReader escrow)
    {
        if (TaxEscrow == Address.Zero && escrow.Text("TaxEscrow") is var text && Address.TryParseIgnoringChecksum(text, out _))
        {
            escrow.Problem("TaxEscrow", $"'{text}' is nobody: what goes there is lost; name the wallet that keeps the tax");
        }
        else if (TaxEscrow != Address.Zero && Treasuries.Any(treasury => treasury.Address == TaxEscrow))
        {
            escrow.Problem("TaxEscrow", $"'{TaxEscrow}' is the treasury itself: name the wallet that keeps the tax");
        }

        if (Authority == Address.Zero && escrow.Text("Authority") is var nobody && Address.TryParseIgnoringChecksum(nobody, out _))
        {
            escrow.Problem("Authority", $"'{nobody}' is nobody: what goes there is lost; name whom tax is paid to");
        }

        foreach (var twice in Treasuries.GroupBy(treasury => (treasury.Chain, treasury.Address)).Where(same => same.Key.Address != Address.Zero && same.Count() > 1))
        {
            escrow.Problem("Treasuries", $"'{twice.Key.Address}' on {twice.Key.Chain} is given twice: name each treasury once");
        }
    }

    // The figures are compared with the values of payments, which are all in one currency.
    private static FiatAmount ReadAmount(SectionReader escrow, string key, string otherwise, string? priced)
    {
        var usual = priced ?? "USD";
        if (escrow.OptionalSection(key) is not { } section)
        {
            return FiatAmount.Parse(usual, otherwise);
        }

        var currency = section.Text("Currency", usual);
        if (priced is not null && currency != priced)
        {
            section.Problem("Currency", $"'{currency}' is not the currency in which payments are valued: use {priced}, or change Pricing:Currency");
        }

        var text = section.Text("Amount");
        if (!FiatAmount.TryParse(currency, text, out var amount) || amount.Units.Sign < 0)
        {
            section.Problem("Amount", $"'{text}' is not an amount of money: write digits, for example 10 or 0.50");
        }

        section.RefuseUnknownKeys();
        return amount;
    }
}
