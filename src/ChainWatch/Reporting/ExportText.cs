using System.Text;

namespace ChainWatch.Reporting;

/// <summary>The text of a file as it is being written.</summary>
internal sealed class ExportText
{
    private readonly Stream _file;
    private readonly byte[] _between;
    private readonly byte[] _after;
    private bool _hasLines;

    /// <summary>Begins it.</summary>
    public ExportText(Stream file, string before, string between, string after)
    {
        (_file, _between, _after) = (file, Encoding.UTF8.GetBytes(between), Encoding.UTF8.GetBytes(after));
        file.Write(Encoding.UTF8.GetBytes(before));
    }

    /// <summary>Adds lines.</summary>
    public void Add(IReadOnlyList<ExportLine> lines)
    {
        foreach (var line in lines)
        {
            _file.Write(_hasLines ? _between : []);
            _file.Write(line.Text);
            _hasLines = true;
        }
    }

    /// <summary>Ends it.</summary>
    public void End() => _file.Write(_after);
}
