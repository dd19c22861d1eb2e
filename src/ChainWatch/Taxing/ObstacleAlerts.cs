using System.Data.Common;
using ChainWatch.Alerts;

namespace ChainWatch.Taxing;

/// <summary>What stands in the way of assessments, gathered to one alert for each kind of obstacle.</summary>
internal sealed class ObstacleAlerts
{
    private const string Prefix = "tax:";

    private readonly SortedDictionary<string, (int Payments, long First, string Reason)> _found = new(StringComparer.Ordinal);

    public void Add(long incomeId, Obstacle obstacle)
    {
        var (payments, first, reason) = _found.GetValueOrDefault(obstacle.Code, (0, incomeId, obstacle.Reason));
        _found[obstacle.Code] = (payments + 1, first, reason);
    }

    /// <summary>Raises what stands in the way now, and closes what no longer does.</summary>
    public void Tell(DbConnection connection, DateTimeOffset now)
    {
        foreach (var (code, (payments, first, reason)) in _found)
        {
            var subject = payments == 1 ? "1 payment is not assessed" : $"{payments} payments are not assessed";
            AlertBook.Raise(connection, new Alert(
                Prefix + code, Severity.Warning, subject, $"Payment {first}: {reason}.", $"See it with: chainwatch income show {first}"), now);
        }

        foreach (var gone in AlertBook.OpenKeys(connection, Prefix).Where(key => !_found.ContainsKey(key[Prefix.Length..])))
        {
            AlertBook.Close(connection, gone, now);
        }
    }
}
