using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Valuing;

/// <summary>Reads one row of a price file; a row that makes no sense is refused with what is wrong with it.</summary>
internal static class PriceRowReader
{
    public static PriceRow? Read(string line, int number, IReadOnlyCollection<string> chains, out string wrong)
    {
        var cells = line.Split(',').Select(cell => cell.Trim()).ToList();
        if (cells.Count != 3)
        {
            wrong = $"{cells.Count} columns: there must be date,token,price";
        }
        else if (!DateOnly.TryParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            wrong = $"'{cells[0]}' is not a day: write it as 2026-01-31";
        }
        else if (!Price.TryParse(cells[2], out var price))
        {
            wrong = $"'{cells[2]}' is not a price: write positive digits, for example 1.25";
        }
        else if (TryReadName(cells[1], chains, out var name, out wrong))
        {
            return new PriceRow(day, name, price, number);
        }

        return null;
    }

    private static bool TryReadName(string text, IReadOnlyCollection<string> chains, [NotNullWhen(true)] out string? name, out string wrong)
    {
        (name, wrong) = (null, "");
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            name = text.Length > 0 && !text.Any(char.IsWhiteSpace) ? text : null;
            wrong = $"'{text}' is not a token: write native@chain, 0x…@chain, or a symbol";
            return name is not null;
        }

        var (token, chain) = (text[..at], text[(at + 1)..]);
        if (!chains.Contains(chain))
        {
            wrong = $"'{chain}' is not in Chains: use {SectionReader.Alternatives(chain, chains)}";
        }
        else if (token == "native")
        {
            name = text;
        }
        else
        {
            try
            {
                name = $"{new Token(Address.Parse(token))}@{chain}";
            }
            catch (FormatException notAnAddress)
            {
                wrong = notAnAddress.Message.TrimEnd('.');
            }
        }

        return name is not null;
    }
}
