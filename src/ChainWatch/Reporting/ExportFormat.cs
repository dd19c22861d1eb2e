namespace ChainWatch.Reporting;

/// <summary>How a file for another program is written: lines, what stands between them and around them.</summary>
/// <param name="Name">As <c>income export --format</c> takes it.</param>
/// <param name="Before">What begins the file.</param>
/// <param name="Between">What parts two lines.</param>
/// <param name="After">What ends the file; where lines end with a line break, nothing.</param>
/// <param name="Line">What the file says of one thing. What it takes to be changed is what this says, and nothing else.</param>
internal sealed record ExportFormat(string Name, string Before, string Between, string After, Func<ExportEntry, string> Line)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExportFormat> All { get; } = [ExportCsv.Format, ExportJson.Format, ExportRotki.Format, ExportKoinly.Format];

    /// <summary>A CSV file: a header, and lines of cells that end with a line break, by RFC 4180.</summary>
    public static ExportFormat Csv(string name, string header, Func<ExportEntry, IEnumerable<string>> cells) =>
        new(name, header + "\r\n", "", "", entry => string.Join(',', cells(entry)) + "\r\n");

    /// <summary>Writes a whole file.</summary>
    public void Write(TextWriter writer, IReadOnlyList<string> lines)
    {
        writer.Write(Before);
        for (var i = 0; i < lines.Count; i++)
        {
            writer.Write(i == 0 ? "" : Between);
            writer.Write(lines[i]);
        }

        writer.Write(After);
    }
}
