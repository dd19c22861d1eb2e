using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace ChainWatch.Worker.Progress;

/// <summary>Progress in a terminal: one bar for each chain until all have caught up, then lines.</summary>
internal sealed class ProgressBars(Settings settings, ProgressLines lines) : BackgroundService, IProgress<PassProgress>
{
    private readonly Dictionary<string, ProgressTask> _bars = [];
    private readonly TaskCompletionSource _caughtUp = new();

    public void Report(PassProgress value)
    {
        lock (_bars)
        {
            if (_caughtUp.Task.IsCompleted || !_bars.TryGetValue(value.Chain, out var bar))
            {
                lines.Report(value);
                return;
            }

            bar.MaxValue = value.Head + 1;
            bar.Value = value.Recorded;
            bar.Description = $"{Markup.Escape(value.Chain)}: {value.Income} payments";
            if (_bars.Values.All(each => each.IsFinished))
            {
                _caughtUp.TrySetResult();
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(async display =>
        {
            lock (_bars)
            {
                foreach (var chain in settings.Chains)
                {
                    _bars.Add(chain.Name, display.AddTask(Markup.Escape(chain.Name)));
                }
            }

            await _caughtUp.Task.WaitAsync(stoppingToken);
        });
}
