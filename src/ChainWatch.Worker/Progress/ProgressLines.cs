using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ChainWatch.Worker.Progress;

/// <summary>Progress as plain lines: while a chain is far behind, one every few seconds; then one for every payment that came.</summary>
internal sealed class ProgressLines(TimeProvider clock, ILogger<ProgressLines> log) : IProgress<PassProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (DateTimeOffset SaidAt, bool IsBehind)> _said = [];

    public void Report(PassProgress value)
    {
        lock (_said)
        {
            var (saidAt, wasBehind) = _said.GetValueOrDefault(value.Chain, (DateTimeOffset.MinValue, true));
            var isBehind = value.Recorded <= value.Head;
            var now = clock.GetUtcNow();
            if (isBehind && now - saidAt < Pause)
            {
                return;
            }

            if (isBehind)
            {
                log.LogInformation(
                    "{Chain}: recorded up to block {Recorded} of {Head}, {Rate} blocks/s, {Left} left; {Income} payments",
                    value.Chain,
                    value.Recorded - 1,
                    value.Head,
                    value.BlocksPerSecond,
                    value.Left is { } left ? left.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture) : "unknown",
                    value.Income);
            }
            else if (wasBehind || value.Income > 0)
            {
                log.LogInformation("{Chain}: recorded up to the head, block {Head}; {Income} payments in this pass", value.Chain, value.Head, value.Income);
            }

            _said[value.Chain] = (now, isBehind);
        }
    }
}
