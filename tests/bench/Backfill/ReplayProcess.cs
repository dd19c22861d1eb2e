using System.Globalization;
using ChainWatch.Support.Localnet;

namespace ChainWatch.Bench.Backfill;

/// <summary>The replay node in a process of its own, so that its work counts as nobody's.</summary>
internal sealed class ReplayProcess : IAsyncDisposable
{
    private const string Listening = "listening ";

    private readonly ChildProcess _process;

    private ReplayProcess(ChildProcess process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    /// <summary>Where it answers.</summary>
    public Uri Endpoint { get; }

    /// <summary>Starts it, and waits until its chain is made. It holds this many logs, five in a block, all of them the owner's.</summary>
    public static async Task<ReplayProcess> StartAsync(int logs, int latency, bool timestamps)
    {
        (string Option, int Value)[] options = [("--blocks", logs / 5), ("--latency", latency), ("--timestamps", timestamps ? 1 : 0)];
        var process = ChildProcess.Start(
            Dotnet.Host,
            AppContext.BaseDirectory,
            [
                Path.Combine(AppContext.BaseDirectory, "ChainWatch.ReplayNode.dll"),
                .. options.SelectMany(option => (string[])[option.Option, option.Value.ToString(CultureInfo.InvariantCulture)]),
            ]);
        await foreach (var line in process.Lines.ReadAllAsync())
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                return new ReplayProcess(process, new Uri(line[Listening.Length..]));
            }
        }

        throw new InvalidOperationException($"The replay node ended. It said:\n{process.Error}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
