namespace ChainWatch.Reporting;

/// <summary>Texts in the cells of a CSV file by RFC 4180.</summary>
internal static class CsvCell
{
    private const string FormulasBeginWith = "=+-@\t\r\n";

    /// <summary>
    /// The text as a cell. A token may be named so that a spreadsheet takes its name for a formula: an apostrophe keeps it a
    /// text, also after a semicolon, at which spreadsheets of many languages part cells. Numbers and hashes are written as they are.
    /// </summary>
    public static string Text(string text)
    {
        var plain = text.Contains(';', StringComparison.Ordinal) ? string.Join(';', text.Split(';').Select(NoFormula)) : NoFormula(text);
        return plain.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : plain;
    }

    private static string NoFormula(string text)
    {
        var begins = text.AsSpan().TrimStart(' ');
        return begins.Length > 0 && FormulasBeginWith.Contains(begins[0], StringComparison.Ordinal) ? "'" + text : text;
    }
}
