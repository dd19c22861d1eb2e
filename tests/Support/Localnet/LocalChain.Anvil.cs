using System.Globalization;

namespace ChainWatch.Support.Localnet;

/// <content>The same on Foundry's anvil, which knows final blocks and takes blocks back itself.</content>
public sealed partial class LocalChain
{
    /// <summary>Blocks of an epoch: the safe block is one epoch below the head, the finalized one two.</summary>
    public const int AnvilEpoch = 4;

    private const int Accounts = 29;
    private const long Genesis = 1_767_225_600; // As the other chain's: 2026-01-01.

    /// <summary>Starts an anvil and deploys the contracts.</summary>
    public static Task<LocalChain> StartAnvilAsync(CancellationToken cancellation, ulong chainId = 31337)
    {
        (string Option, long Value)[] options =
            [("--port", 0), ("--chain-id", (long)chainId), ("--accounts", Accounts), ("--timestamp", Genesis), ("--slots-in-an-epoch", AnvilEpoch)];
        return StartAsync(
            chainId,
            ChildProcess.Start(
                Installation.Anvil,
                Installation.Localnet,
                ["--order", "fifo", .. options.SelectMany(option => (string[])[option.Option, option.Value.ToString(CultureInfo.InvariantCulture)])]),
            [],
            "Listening on ",
            cancellation);
    }

    /// <summary>Takes the newest blocks of an anvil back, and puts empty ones in their place.</summary>
    public Task ReorgAsync(int depth) => AskAsync("anvil_reorg", depth, new System.Text.Json.Nodes.JsonArray());
}
