namespace ChainWatch.Reporting;

/// <summary>How a file for another program is written: lines, what stands between them and around them.</summary>
/// <param name="Name">As <c>income export --format</c> takes it.</param>
/// <param name="Before">What begins the file.</param>
/// <param name="Between">What parts two lines.</param>
/// <param name="After">What ends the file; where lines end with a line break, nothing.</param>
/// <param name="Line">Writes what the file says of one thing. What it takes to be changed is what this says, and nothing else.</param>
internal sealed record ExportFormat(string Name, string Before, string Between, string After, Action<LineBuffer, ExportEntry> Line)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExportFormat> All { get; } = [ExportCsv.Format, ExportJson.Format, ExportRotki.Format, ExportKoinly.Format];

    /// <summary>A CSV file: a header, and lines of cells that end with a line break, by RFC 4180.</summary>
    public static ExportFormat Csv(string name, string header, Func<ExportEntry, string[]> cells) => new(name, header + "\r\n", "", "", (line, entry) =>
    {
        var parted = "";
        foreach (var cell in cells(entry))
        {
            line.Add(parted);
            line.Add(cell);
            parted = ",";
        }

        line.Add("\r\n");
    });

    /// <summary>What the file says of one thing, in UTF-8; valid until <paramref name="line"/> is used again.</summary>
    public ReadOnlySpan<byte> LineOf(ExportEntry entry, LineBuffer line)
    {
        line.Clear();
        Line(line, entry);
        return line.Written;
    }

    /// <summary>Begins a file.</summary>
    public ExportText Begin(Stream file) => new(file, Before, Between, After);
}
