using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Proposing;

/// <summary>The configuration section <c>Escrow</c>: where income arrives, and where its tax is set aside.</summary>
/// <param name="Chain">Name of the chain that both live on.</param>
/// <param name="Treasury">The Safe that is paid; a transfer out of it is drafted for its owners to sign.</param>
/// <param name="TaxEscrow">The wallet that keeps the tax; null while nothing is to be set aside.</param>
/// <param name="MinimumTransfer">Dues of a token below this value are left to add up; a due without a value is not left.</param>
/// <param name="MultisigAbove">Above this value at stake, a Safe that one owner alone can move is refused.</param>
public sealed record EscrowSettings(string Chain, Address Treasury, Address? TaxEscrow, FiatAmount MinimumTransfer, FiatAmount MultisigAbove)
{
    private const string DefaultCurrency = "USD";

    internal static EscrowSettings? Read(SectionReader? escrow, IReadOnlyCollection<string> chains)
    {
        if (escrow is null)
        {
            return null;
        }

        var hasEscrow = escrow.Text("TaxEscrow", "").Length > 0;
        var minimum = ReadAmount(escrow.OptionalSection("MinimumTransfer"), "10");
        var multisig = ReadAmount(escrow.OptionalSection("MultisigAbove"), "50000");
        var treasury = escrow.OptionalSection("Treasury");
        var taxEscrow = hasEscrow ? escrow.Address("TaxEscrow") : (Address?)null;
        if (treasury is null)
        {
            if (hasEscrow)
            {
                escrow.Problem("Treasury", "missing: TaxEscrow says where tax goes, Treasury must say from where");
            }

            return null;
        }

        treasury.OneOf("Kind", ["Safe"], "Safe");
        var settings = new EscrowSettings(treasury.Text("Chain"), treasury.Address("Address"), taxEscrow, minimum, multisig);
        if (settings.Chain.Length > 0 && !chains.Contains(settings.Chain))
        {
            treasury.Problem("Chain", $"'{settings.Chain}' is not in Chains: use {SectionReader.Alternatives(settings.Chain, chains)}");
        }

        treasury.RefuseUnknownKeys();
        escrow.Leave("TransactionService");
        escrow.RefuseUnknownKeys();
        if (taxEscrow == Address.Zero && escrow.Text("TaxEscrow") is var text && Address.TryParseIgnoringChecksum(text, out _))
        {
            escrow.Problem("TaxEscrow", $"'{text}' is nobody: what goes there is lost; name the wallet that keeps the tax");
        }
        else if (settings.Treasury == taxEscrow && taxEscrow != Address.Zero)
        {
            escrow.Problem("TaxEscrow", $"'{taxEscrow}' is the treasury itself: name the wallet that keeps the tax");
        }

        return settings;
    }

    private static FiatAmount ReadAmount(SectionReader? section, string otherwise)
    {
        if (section is null)
        {
            return FiatAmount.Parse(DefaultCurrency, otherwise);
        }

        var currency = section.Text("Currency", DefaultCurrency);
        var text = section.Text("Amount");
        if (!FiatAmount.TryParse(currency, text, out var amount) || amount.Units.Sign < 0)
        {
            section.Problem("Amount", $"'{text}' is not an amount of money: write digits, for example 10 or 0.50");
        }

        section.RefuseUnknownKeys();
        return amount;
    }
}
