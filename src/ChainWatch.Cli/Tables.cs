using System.Globalization;
using Spectre.Console;

namespace ChainWatch.Cli;

/// <summary>Tables as every command shows them.</summary>
internal static class Tables
{
    public static Table Of(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            // A column whose name begins with a space holds numbers.
            table.AddColumn(new TableColumn(column.Trim()) { NoWrap = true, Alignment = column.StartsWith(' ') ? Justify.Right : Justify.Left });
        }

        return table;
    }

    /// <summary>Adds a row of plain text: what comes from a chain must not steer the terminal.</summary>
    public static void Row(this Table table, params ReadOnlySpan<string?> cells)
    {
        var escaped = new string[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            escaped[i] = Markup.Escape(cells[i] ?? "-");
        }

        table.AddRow(escaped);
    }

    public static string? Shown(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string? Shown(ulong? number) => number?.ToString(CultureInfo.InvariantCulture);
}
