using ChainWatch.Cli;
using Spectre.Console;

namespace ChainWatch.Tests.Cli;

public sealed class LongTableTests
{
    private static readonly string?[][] Rows =
    [
        ["1", "album-royalties", "1.25", "USDC"],
        ["50000", "[red]not a style[/]", "-0.000000000000000001", null],
        ["7", "音楽の印税", "3", "é€𝔸"],
        ["8", "", "0", "🎵"],
    ];

    [Fact]
    public void It_looks_as_other_tables_do()
    {
        var table = Tables.Of(" id", "source", " amount", "token");
        foreach (var row in Rows)
        {
            table.Row(row);
        }

        Assert.Equal(Shown(200, console => console.Write(table)), Shown(200, Long().WriteTo));
    }

    [Fact]
    public void What_a_console_has_no_room_for_is_cut_short_where_a_column_is_widest()
    {
        var lines = Shown(40, Long().WriteTo).Split(Environment.NewLine);

        Assert.All(lines[..^1], line => Assert.Equal(40, new Spectre.Console.Rendering.Segment(line).CellCount()));
        Assert.Contains("  50000   [red]no…   -0.00000…   -      ", lines);
        Assert.Contains(lines, line => line.TrimEnd() == "      7   音楽の…            3   é€𝔸");
    }

    [Fact]
    public void A_table_without_rows_shows_its_columns() => Assert.Contains("id   source   amount   token", Shown(80, new LongTable(" id", "source", " amount", "token").WriteTo), StringComparison.Ordinal);

    private static LongTable Long()
    {
        var table = new LongTable(" id", "source", " amount", "token");
        foreach (var row in Rows)
        {
            table.Row(row);
        }

        return table;
    }

    private static string Shown(int width, Action<IAnsiConsole> show)
    {
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = width;
        show(console);
        return written.ToString();
    }
}
