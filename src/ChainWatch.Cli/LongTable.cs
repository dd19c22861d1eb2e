using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChainWatch.Cli;

/// <summary>
/// A table of as many rows as a year has payments. It looks as one of <see cref="Tables"/> does, but nothing in it is wrapped
/// or styled, for which those take seconds. Where the console is too narrow, cells of the widest columns are cut short.
/// </summary>
internal sealed class LongTable
{
    private const char Cut = '…';
    private const int Flushed = 1 << 15;

    private readonly bool[] _isNumber;
    private readonly int[] _widths;
    private readonly List<string[]> _rows = [];

    /// <summary>A column whose name begins with a space holds numbers.</summary>
    public LongTable(params ReadOnlySpan<string> columns)
    {
        (_isNumber, _widths) = (new bool[columns.Length], new int[columns.Length]);
        for (var i = 0; i < columns.Length; i++)
        {
            _isNumber[i] = columns[i].StartsWith(' ');
        }

        Row([.. columns.ToArray().Select(column => column.Trim())]);
    }

    /// <summary>Adds a row of plain text.</summary>
    public void Row(params ReadOnlySpan<string?> cells)
    {
        var row = new string[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            row[i] = cells[i] ?? "-";
            _widths[i] = Math.Max(_widths[i], WidthOf(row[i]));
        }

        _rows.Add(row);
    }

    /// <summary>Writes the table.</summary>
    public void WriteTo(IAnsiConsole console)
    {
        var widths = Fitting(console.Profile.Width);
        var (output, width) = (console.Profile.Out.Writer, WidthOf(widths));
        var lines = new StringBuilder().Append(' ', width).AppendLine();
        for (var row = 0; row < _rows.Count; row++)
        {
            Append(lines, _rows[row], widths);
            if (row == 0)
            {
                lines.Append('─', width).AppendLine();
            }

            if (lines.Length > Flushed)
            {
                output.Write(lines);
                lines.Clear();
            }
        }

        output.Write(lines.Append(' ', width).AppendLine());
    }

    // A space on each side of a cell, and one more at each side of a column.
    private static int WidthOf(int[] widths) => widths.Sum() + (3 * widths.Length) + 1;

    private static int WidthOf(string text) => Ascii.IsValid(text) ? text.Length : new Segment(text).CellCount();

    // From the right, rune by rune: one that takes two places leaves none half.
    private static string Shortened(string text, int width)
    {
        while (WidthOf(text) >= width && text.Length > 0)
        {
            text = text[..^(char.IsLowSurrogate(text[^1]) && text.Length > 1 ? 2 : 1)];
        }

        return text + Cut;
    }

    private int[] Fitting(int most)
    {
        var widths = _widths.ToArray();
        while (WidthOf(widths) > most && widths.Max() > 1)
        {
            widths[Array.IndexOf(widths, widths.Max())]--;
        }

        return widths;
    }

    private void Append(StringBuilder lines, string[] row, int[] widths)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var cell = WidthOf(row[i]) > widths[i] ? Shortened(row[i], widths[i]) : row[i];
            var free = widths[i] - WidthOf(cell);
            lines.Append(' ', 2 + (_isNumber[i] ? free : 0)).Append(cell).Append(' ', 1 + (_isNumber[i] ? 0 : free));
        }

        lines.Append(' ').AppendLine();
    }
}
