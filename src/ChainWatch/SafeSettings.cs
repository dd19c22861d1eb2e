using ChainWatch.Configuration;
using ChainWatch.Chains;
using ChainWatch.Ethereum;

namespace ChainWatch;

/// <summary>A Safe that the configuration section <c>Escrow</c> names.</summary>
/// <param name="Role">What it is for: <c>Treasury</c> or <c>TaxEscrow</c>.</param>
/// <param name="Chain">The chain that it lives on.</param>
/// <param name="Address">The Safe.</param>
public sealed record SafeSettings(string Role, ChainSettings Chain, Address Address)
{
    internal static IReadOnlyList<SafeSettings> Read(SectionReader escrow, IReadOnlyList<ChainSettings> chains)
    {
        if (escrow.OptionalSection("Treasury") is not { } treasury || treasury.Text("Kind", "Safe") != "Safe")
        {
            return [];
        }

        var name = treasury.Text("Chain");
        var address = treasury.Address("Address");
        var chain = chains.FirstOrDefault(chain => chain.Name == name);
        if (chain is null)
        {
            treasury.Problem("Chain", $"'{name}' is not in Chains: use {SectionReader.Alternatives(name, [.. chains.Select(c => c.Name)])}");
            return [];
        }

        return [new SafeSettings("Treasury", chain, address)];
    }
}
