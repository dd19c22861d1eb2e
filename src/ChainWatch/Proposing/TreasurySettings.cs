using ChainWatch.Configuration;
using ChainWatch.Ethereum;

namespace ChainWatch.Proposing;

/// <summary>In which way a treasury's tax is set aside.</summary>
public enum TreasuryKind
{
    /// <summary>A Safe: its owners sign what is drafted.</summary>
    Safe,

    /// <summary>The TaxSplitter contract: whoever calls <c>release</c> divides what came in.</summary>
    TaxSplitter,

    /// <summary>An account of one key, for small amounts: its key signs the transaction itself.</summary>
    Eoa,
}

/// <summary>Something that is paid, and sets the tax of what it was paid aside.</summary>
/// <param name="Chain">Name of the chain that it lives on.</param>
/// <param name="Kind">In which way.</param>
/// <param name="Address">Who is paid: the beneficiary of its sources.</param>
public sealed record TreasurySettings(string Chain, TreasuryKind Kind, Address Address)
{
    internal static TreasurySettings Read(SectionReader section, IReadOnlyCollection<string> chains)
    {
        var kind = section.OneOf("Kind", Enum.GetNames<TreasuryKind>(), nameof(TreasuryKind.Safe));
        var chain = section.Text("Chain");
        var treasury = new TreasurySettings(chain, Enum.TryParse<TreasuryKind>(kind, out var known) ? known : default, section.Address("Address"));
        if (chain.Length > 0 && !chains.Contains(chain))
        {
            section.Problem("Chain", $"'{chain}' is not in Chains: use {SectionReader.Alternatives(chain, chains)}");
        }

        section.RefuseUnknownKeys();
        return treasury;
    }
}
