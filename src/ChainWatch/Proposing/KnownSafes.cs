using ChainWatch.Ethereum;

namespace ChainWatch.Proposing;

/// <summary>Where a MultiSendCallOnly stands, by whom it is used, and what must stand there.</summary>
/// <param name="Address">Its canonical address.</param>
/// <param name="Version">The Safe version that it belongs to.</param>
/// <param name="CodeHash">Keccak-256 of its code.</param>
internal sealed record BatchContract(Address Address, string Version, Hash32 CodeHash);

/// <summary>
/// The Safe contracts that ChainWatch trusts with a proposal, by the hash of their code (safe-deployments, src/assets).
/// A proxy that points anywhere else may do anything with a signature.
/// </summary>
internal static class KnownSafes
{
    /// <summary>The only contract that is ever called by delegatecall.</summary>
    public static IReadOnlyList<BatchContract> MultiSendCallOnly { get; } =
    [
        // 1.3.0, and the same for chains that take only transactions with a chain id (EIP-155).
        MultiSend("0x40A2aCCbd92BCA938b02010E17A5b8929b49130D", "1.3.0", "0xa9865ac2d9c7a1591619b188c4d88167b50df6cc0c5327fcbd1c8c75f7c066ad"),
        MultiSend("0xA1dabEF33b3B82c7814B6D82A79e50F4AC44102B", "1.3.0", "0xa9865ac2d9c7a1591619b188c4d88167b50df6cc0c5327fcbd1c8c75f7c066ad"),
        MultiSend("0x9641d764fc13c8B624c04430C7356C1C7C8102e2", "1.4.1", "0xecd5bd14a08c5d2122379900b2f272bdf107a7e92423c10dd5fe3254386c9939"),
        MultiSend("0xA83c336B20401Af773B6219BA5027174338D1836", "1.5.0", "0xcdbdcec38d2f1c7d961b0029ff8416b7e86e9974d6f0e9c9580c7d17fcfb6663"),
    ];

    private static readonly IReadOnlyDictionary<Hash32, string> Singletons = new Dictionary<Hash32, string>
    {
        [Hash32.Parse("0xbba688fbdb21ad2bb58bc320638b43d94e7d100f6f3ebaab0a4e4de6304b1c2e")] = "1.3.0",
        [Hash32.Parse("0x21842597390c4c6e3c1239e434a682b054bd9548eee5e9b1d6a4482731023c0f")] = "1.3.0",
        [Hash32.Parse("0x1fe2df852ba3299d6534ef416eefa406e56ced995bca886ab7a553e6d0c5e1c4")] = "1.4.1",
        [Hash32.Parse("0xb1f926978a0f44a2c0ec8fe822418ae969bd8c3f18d61e5103100339894f81ff")] = "1.4.1",
        [Hash32.Parse("0xdda019cbd7c867a533a2a86e5c53434fdc50b13122b5a5ddb4a8df61b31c20f2")] = "1.5.0",
        [Hash32.Parse("0x180193227186ccb85316c94db1f0d156ed932b14712cfaac78901899178572dc")] = "1.5.0",
    };

    /// <summary>The version of the singleton with this code; null for one that is not known.</summary>
    public static string? VersionOf(Hash32 codeHash) => Singletons.GetValueOrDefault(codeHash);

    /// <summary>The MultiSendCallOnly whose canonical address this is; null for any other address.</summary>
    public static BatchContract? MultiSendCallOnlyAt(Address address) => MultiSendCallOnly.FirstOrDefault(contract => contract.Address == address);

    private static BatchContract MultiSend(string address, string version, string codeHash) => new(Address.Parse(address), version, Hash32.Parse(codeHash));
}
