using System.Globalization;

namespace ChainWatch.Bench;

/// <summary>What was asked for on the command line: names of benchmarks, and options with a value each.</summary>
internal sealed class BenchOptions
{
    private static readonly string[] Known = ["--logs", "--latency", "--timestamps", "--rounds", "--rows", "--ponder-logs", "--proved-logs", "--mixes", "--kills", "--seed"];

    private readonly Dictionary<string, string> _given = [];

    /// <exception cref="FormatException">An option that is not known, or without a value.</exception>
    public BenchOptions(IReadOnlyList<string> arguments)
    {
        var names = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || arguments[i] == "--soak")
            {
                names.Add(arguments[i].TrimStart('-'));
            }
            else if (Known.Contains(arguments[i]) && i + 1 < arguments.Count)
            {
                _given[arguments[i]] = arguments[++i];
            }
            else
            {
                throw new FormatException($"{arguments[i]}: no such option, or no value for it; options: {string.Join(' ', Known)}");
            }
        }

        Names = names;
    }

    /// <summary>The benchmarks that were named.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The value of an option.</summary>
    public string Text(string option, string otherwise) => _given.GetValueOrDefault(option, otherwise);

    /// <summary>The value of an option that takes a number.</summary>
    public int Number(string option, int otherwise) =>
        _given.TryGetValue(option, out var text) ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
