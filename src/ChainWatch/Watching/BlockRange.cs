namespace ChainWatch.Watching;

/// <summary>
/// How many blocks to ask for at once: few at first, and from then on as many as, by the last answer, hold a convenient
/// number of logs, so that an answer is never large and a quiet stretch is soon over. Halved whenever an endpoint says that
/// it was too much, and tried a little larger after a row of successes; never above what is configured.
/// </summary>
public sealed class BlockRange(ulong most)
{
    /// <summary>Blocks to ask for before anything is known.</summary>
    public const ulong First = 500;

    /// <summary>Logs that an answer should hold: enough that a request is worth it, few enough that several answers fit in memory.</summary>
    public const int ConvenientLogs = 2_500;

    private const int SuccessesToGrow = 16;
    private readonly ulong _most = most;
    private ulong _taken = most;
    private ulong _convenient = First;
    private int _successes;

    /// <summary>Blocks to ask for now.</summary>
    public ulong Size => Math.Min(_taken, _convenient);

    /// <summary>
    /// The endpoint refused a question for so many blocks: from now on half of that is asked for at most. Questions that were
    /// under way at once teach no more than one of them does. False when one block was already too much.
    /// </summary>
    public bool Shrink(ulong refused)
    {
        _successes = 0;
        _taken = Math.Min(_taken, Math.Max(1, refused / 2));
        return refused > 1;
    }

    /// <summary>The endpoint answered.</summary>
    /// <param name="blocks">Blocks that it was asked for.</param>
    /// <param name="logs">Logs that they hold.</param>
    public void Succeeded(ulong blocks, int logs)
    {
        // What comes next may be busier: never more than twice as many at a step.
        _convenient = Math.Max(1, Math.Min(2 * Math.Max(_convenient, blocks), blocks * ConvenientLogs / (ulong)Math.Max(1, logs)));
        if (_taken < _most && ++_successes >= SuccessesToGrow)
        {
            _successes = 0;
            _taken = Math.Min(_most, _taken + Math.Max(1, _taken / 2));
        }
    }
}
