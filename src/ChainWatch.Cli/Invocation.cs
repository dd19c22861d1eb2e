using System.CommandLine;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Storage;
using Spectre.Console;

namespace ChainWatch.Cli;

/// <summary>One command as it was typed: its configuration, and where its results and errors go.</summary>
internal sealed class Invocation
{
    public static readonly Option<string> ConfigOption = new("--config")
    {
        Description = "Configuration file.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "appsettings.json",
        Recursive = true,
    };

    public static readonly Option<bool> JsonOption = new("--json") { Description = "Print JSON for scripts.", Recursive = true };

    // Wide enough for every table when nobody looks at it: a pipe has no width.
    private const int RedirectedWidth = 400;

    private readonly ParseResult _parsed;
    private readonly Lazy<Settings> _settings;

    private Invocation(ParseResult parsed)
    {
        _parsed = parsed;
        _settings = new Lazy<Settings>(() => Settings.Load(parsed.GetRequiredValue(ConfigOption)));
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Output) });
        if (System.Console.IsOutputRedirected || Output != System.Console.Out)
        {
            Console.Profile.Width = RedirectedWidth;
        }
    }

    public Settings Settings => _settings.Value;

    public bool Json => _parsed.GetValue(JsonOption);

    public IAnsiConsole Console { get; }

    private TextWriter Output => _parsed.InvocationConfiguration.Output;

    /// <summary>A command whose failures become a message, a hint and an exit code.</summary>
    public static Command Command(
        string name, string description, Func<Invocation, CancellationToken, Task<int>> run, params ReadOnlySpan<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            Add(command, symbol);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            var invocation = new Invocation(parsed);
            try
            {
                return await run(invocation, cancellation);
            }
            catch (ChainWatchException failed)
            {
                return invocation.Fail(failed);
            }
            catch (RpcException failed)
            {
                return invocation.Fail(new ChainWatchException(
                    Refusal.Unreachable, "unreachable", failed.Message, "See what is wrong with: chainwatch check", failed));
            }
        });
        return command;
    }

    public T? Value<T>(Option<T> option) => _parsed.GetValue(option);

    public T Value<T>(Argument<T> argument) => _parsed.GetRequiredValue(argument);

    public Ledger OpenLedger() => Ledger.OpenToRead(Settings.Ledger);

    /// <summary>The ledger to write in, which must be there and of this program's schema: making one is the worker's.</summary>
    public Ledger OpenLedgerToWrite()
    {
        Ledger.OpenToRead(Settings.Ledger);
        return Ledger.OpenToWrite(Settings.Ledger, TimeProvider.System);
    }

    /// <summary>Prints text as it is.</summary>
    public void Write(string text) => Output.WriteLine(text);

    /// <summary>Prints the result: as JSON when that was asked for, else as <paramref name="show"/> shows it.</summary>
    public int Print<T>(T result, Action<T, IAnsiConsole> show)
    {
        if (Json)
        {
            JsonOutput.Write(Output, result);
        }
        else
        {
            show(result, Console);
        }

        return 0;
    }

    /// <summary>Prints the failure and returns its exit code.</summary>
    public int Fail(ChainWatchException failed)
    {
        var error = _parsed.InvocationConfiguration.Error;
        if (Json)
        {
            JsonOutput.Write(error, new { Error = new { failed.Code, failed.Message, failed.Hint } });
        }
        else
        {
            error.WriteLine(failed.Message);
            error.WriteLine(failed.Hint);
        }

        return failed.ExitCode;
    }

    private static void Add(Command command, Symbol symbol)
    {
        switch (symbol)
        {
            case Option option:
                command.Add(option);
                break;
            case Argument argument:
                command.Add(argument);
                break;
            default:
                command.Add((Command)symbol);
                break;
        }
    }
}
