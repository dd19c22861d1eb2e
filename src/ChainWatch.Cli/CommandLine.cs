using System.CommandLine;
using ChainWatch.Cli.Commands;
using ChainWatch.Cli.Keys;

namespace ChainWatch.Cli;

/// <summary>The admin command line: its table of contents.</summary>
public static class CommandLine
{
    private const int UsageError = 2;

    /// <summary>Runs one command.</summary>
    /// <param name="args">What was typed after <c>chainwatch</c>.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where errors go.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <returns>0 done, 1 refused or failed, 2 usage, 3 a chain could not be reached, 4 the ledger is damaged or of another schema.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default) =>
        RunAsync(args, output, error, new SystemTerminal(), cancellation);

    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, ITerminal terminal, CancellationToken cancellation)
    {
        var root = new RootCommand("ChainWatch: what your assets paid you on-chain, proved, taxed and set aside.")
        {
            Invocation.ConfigOption,
            Invocation.JsonOption,
            CheckCommand.Create(),
            StatusCommand.Create(),
            SourcesCommand.Create(),
            IncomeCommand.Create(),
            TaxCommand.Create(),
            AlertsCommand.Create(),
            EscrowCommand.Create(terminal),
            KeysCommand.Create(terminal),
            LedgerCommand.Create(),
        };

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && args.Contains(Invocation.JsonOption.Name))
        {
            JsonOutput.Write(error, new { Error = new { Code = "usage", parsed.Errors[0].Message, Hint = "See what can be typed with: chainwatch --help" } });
            return UsageError;
        }

        var configuration = new InvocationConfiguration { Output = output, Error = error };
        var code = await parsed.InvokeAsync(configuration, cancellation);
        return parsed.Errors.Count > 0 ? UsageError : code;
    }
}
