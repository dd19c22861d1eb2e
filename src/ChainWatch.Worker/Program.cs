using System.CommandLine;
using ChainWatch;
using ChainWatch.Worker;

var config = new Option<string>("--config")
{
    Description = "Configuration file.",
    HelpName = "FILE",
    DefaultValueFactory = _ => "appsettings.json",
};
var command = new RootCommand("Watches the chains and records what the owner is paid.") { config };
command.SetAction(async (parsed, cancellation) =>
{
    try
    {
        await WorkerHost.RunAsync(Settings.Load(parsed.GetRequiredValue(config)), TimeProvider.System, cancellation);
        return 0;
    }
    catch (ChainWatchException refused)
    {
        await Console.Error.WriteLineAsync(refused.Message);
        await Console.Error.WriteLineAsync(refused.Hint);
        return refused.ExitCode;
    }
});

const int usageError = 2;
var parsed = command.Parse(args);

// The host ends itself on SIGTERM; the command line must not end it first.
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 ? usageError : code;
