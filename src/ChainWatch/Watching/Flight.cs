namespace ChainWatch.Watching;

/// <summary>
/// How many stretches may be read at once. One more whenever what comes next had not arrived when it was wanted: then
/// waiting for the endpoint is what takes the time. One fewer once it had, many times in a row. Never so many that what they
/// bring, by what the largest of late brought, is more logs than should be in memory; one is always read.
/// </summary>
public sealed class Flight
{
    /// <summary>Most stretches at once.</summary>
    public const int Most = 8;

    /// <summary>Most logs that are to be expected of all of them.</summary>
    public const int MostLogs = 15_000;

    private const int Fewest = 2;
    private const int RowToLetGo = 32;
    private int _expected;
    private int _inTime;

    /// <summary>Stretches that may be read at once, whatever they bring.</summary>
    public int Limit { get; private set; } = Fewest;

    /// <summary>Whether one more may be read beside those that are being read or have been, and are not used up.</summary>
    public bool HasRoomBeside(int held) => held == 0 || (held < Limit && (held + 1L) * _expected <= MostLogs);

    /// <summary>The next one was wanted.</summary>
    /// <param name="wasThere">Whether it had arrived.</param>
    public void Wanted(bool wasThere)
    {
        _inTime = wasThere ? _inTime + 1 : 0;
        if (!wasThere)
        {
            Limit = Math.Min(Most, Limit + 1);
        }
        else if (_inTime == RowToLetGo)
        {
            (Limit, _inTime) = (Math.Max(Fewest, Limit - 1), 0);
        }
    }

    /// <summary>One brought so many logs. What a single large one did to the expectation fades.</summary>
    public void Brought(int logs) => _expected = Math.Max(logs, _expected - (_expected / 4));
}
