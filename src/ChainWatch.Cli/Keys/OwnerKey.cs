using System.CommandLine;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Cli.Keys;

/// <summary>The key with which a command signs for an owner.</summary>
internal static class OwnerKey
{
    public static readonly Option<string> KeyOption = new("--key")
    {
        Description = "Name of a key (chainwatch keys list), or a keystore file.",
        HelpName = "NAME|FILE",
        Required = true,
    };

    /// <summary>Opens the key that the command names. Disposing of the signer zeroes it.</summary>
    public static LocalSigner Open(Invocation invocation, ITerminal terminal)
    {
        var named = invocation.Value(KeyOption)!;
        var file = KeyFiles.Of(invocation).Find(named);
        using var passphrase = Passphrase.Obtain(invocation, terminal, named);
        return new LocalSigner(KeyFiles.Open(file, passphrase));
    }
}
