using System.Text;

namespace ChainWatch.Tests.Reporting;

/// <summary>Reads CSV by RFC 4180 and nothing more lenient: lines end with CRLF, and every line has the header's cells.</summary>
internal static class StrictCsv
{
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string text)
    {
        var lines = Cells(text);
        var header = lines[0];
        Assert.All(lines, line => Assert.Equal(header.Count, line.Count));
        return [.. lines.Skip(1).Select(line => header.Zip(line).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    public static string HeaderOf(string text) => text[..text.IndexOf("\r\n", StringComparison.Ordinal)];

    private static List<List<string>> Cells(string text)
    {
        var lines = new List<List<string>> { new() };
        var cell = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                Assert.Equal(0, cell.Length);
                for (i++; text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"'); i++)
                {
                    i += text[i] == '"' ? 1 : 0;
                    cell.Append(text[i]);
                }

                Assert.Contains(text[i + 1], ",\r");
            }
            else if (text[i] == ',')
            {
                lines[^1].Add(cell.ToString());
                cell.Clear();
            }
            else if (text[i] == '\r')
            {
                Assert.Equal('\n', text[++i]);
                lines[^1].Add(cell.ToString());
                cell.Clear();
                lines.Add([]);
            }
            else
            {
                Assert.NotEqual('\n', text[i]);
                cell.Append(text[i]);
            }
        }

        Assert.Empty(lines[^1]);
        return lines[..^1];
    }
}
