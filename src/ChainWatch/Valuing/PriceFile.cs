using System.Text;
using ChainWatch.Configuration;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Valuing;

/// <summary>One row of a price file.</summary>
/// <param name="Day">The day (UTC) that the price is of.</param>
/// <param name="Name">What it is the price of: <c>native@chain</c>, <c>0x…@chain</c>, or a symbol.</param>
/// <param name="Price">What a whole token is worth.</param>
/// <param name="Line">Its line in the file.</param>
public sealed record PriceRow(DateOnly Day, string Name, Price Price, int Line);

/// <summary>Prices of last resort: a CSV file with the columns <c>date,token,price</c>.</summary>
public sealed class PriceFile
{
    /// <summary>Days for which a price is good.</summary>
    public const int DaysGood = 7;

    private readonly Dictionary<string, List<PriceRow>> _rows;

    private PriceFile(string name, string fingerprint, IEnumerable<PriceRow> rows)
    {
        Name = name;
        Fingerprint = fingerprint;
        _rows = rows.GroupBy(row => row.Name).ToDictionary(same => same.Key, same => same.OrderBy(row => row.Day).ToList());
    }

    /// <summary>The file's name without its folder.</summary>
    public string Name { get; }

    /// <summary>A hash of what stands in it.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether any row is of this token.</summary>
    /// <param name="name"><c>native@chain</c>, <c>0x…@chain</c> with its checksum, or a symbol.</param>
    public bool Knows(string name) => _rows.ContainsKey(name);

    /// <summary>The newest row that is not after the day and at most <see cref="DaysGood"/> days before it; null where there is none.</summary>
    public PriceRow? Find(string name, DateOnly day) => _rows.GetValueOrDefault(name, [])
        .LastOrDefault(row => row.Day <= day && row.Day >= day.AddDays(-DaysGood));

    internal static PriceFile? Read(SectionReader section, string key, string folder, IReadOnlyCollection<string> chains)
    {
        if (section.Text(key, "") is not { Length: > 0 } name)
        {
            return null;
        }

        try
        {
            var path = Path.Combine(folder, name);
            return Parse(Path.GetFileName(path), File.ReadAllText(path), chains, problem => section.Problem(key, problem));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            section.Problem(key, $"{name} cannot be read: {unreadable.Message.TrimEnd('.')}");
            return null;
        }
    }

    internal static PriceFile Parse(string name, string text, IReadOnlyCollection<string> chains, Action<string> report)
    {
        var rows = new List<PriceRow>();
        var seen = new Dictionary<(DateOnly, string), int>();
        var lines = text.TrimStart('\uFEFF').Split('\n').Select(line => line.Trim()).ToList();
        if (!IsHeader(lines[0]))
        {
            report($"{name}, line 1: the first line must be date,token,price");
        }

        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].Length == 0)
            {
                continue;
            }

            if (PriceRowReader.Read(lines[i], i + 1, chains, out var wrong) is not { } row)
            {
                report($"{name}, line {i + 1}: {wrong}");
            }
            else if (!seen.TryAdd((row.Day, row.Name), row.Line))
            {
                report($"{name}, line {i + 1}: line {seen[(row.Day, row.Name)]} has a price of the same day already: remove one of them");
            }
            else
            {
                rows.Add(row);
            }
        }

        return new PriceFile(name, Keccak256.Hash(Encoding.UTF8.GetBytes(text)).ToString(), rows);
    }

    private static bool IsHeader(string line) => line.Replace(" ", "", StringComparison.Ordinal).Equals("date,token,price", StringComparison.OrdinalIgnoreCase);
}
