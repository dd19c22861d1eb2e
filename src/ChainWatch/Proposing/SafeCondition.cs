using System.Text.Json;
using ChainWatch.Ethereum;

namespace ChainWatch.Proposing;

/// <summary>
/// What decides who can move a Safe's money. When any of it changes, nothing more is proposed until a person has
/// looked and accepted it.
/// </summary>
/// <param name="Version">Version of the singleton, by the hash of its code.</param>
/// <param name="Singleton">Where the proxy sends its calls.</param>
/// <param name="Owners">The owners, ascending.</param>
/// <param name="Threshold">How many of them must sign.</param>
/// <param name="Guard">What may stop a transaction; zero for none.</param>
/// <param name="Modules">What may move money without any signature, ascending.</param>
/// <param name="FallbackHandler">What answers unknown calls; zero for none.</param>
public sealed record SafeCondition(
    string Version, Address Singleton, IReadOnlyList<Address> Owners, int Threshold, Address Guard, IReadOnlyList<Address> Modules, Address FallbackHandler)
{
    /// <summary>Whether one person alone can move the money: as good as a single key.</summary>
    public bool IsSingleKey => Threshold <= 1;

    /// <summary>As it stands in the ledger: JSON with members in a fixed order, so that equal conditions are equal texts.</summary>
    public string ToText() => JsonSerializer.Serialize(new
    {
        version = Version,
        singleton = Singleton.ToString(),
        owners = Owners.Select(owner => owner.ToString()),
        threshold = Threshold,
        guard = Guard.ToString(),
        modules = Modules.Select(module => module.ToString()),
        fallbackHandler = FallbackHandler.ToString(),
    });
}
