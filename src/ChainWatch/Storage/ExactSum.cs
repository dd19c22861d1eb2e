using System.Data.Common;
using System.Globalization;
using System.Numerics;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Storage;

/// <summary>
/// <c>exact_sum(amount)</c>: the sum of amounts that are decimal text, wider than any number of SQLite. Where it is
/// registered, SQL may say it; it is not there for other programs, so no trigger and no view uses it.
/// </summary>
internal static class ExactSum
{
    /// <summary>Registers it for one connection.</summary>
    public static void Register(DbConnection connection) => ((SqliteConnection)connection).CreateAggregate(
        "exact_sum",
        BigInteger.Zero,
        (BigInteger sum, string amount) => sum + BigInteger.Parse(amount, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        sum => sum.ToString(CultureInfo.InvariantCulture),
        isDeterministic: true);
}
