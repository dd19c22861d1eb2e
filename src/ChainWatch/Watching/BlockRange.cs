namespace ChainWatch.Watching;

/// <summary>
/// How many blocks to ask for at once: halved whenever an endpoint says that it was too much, and tried a little
/// larger after a row of successes, never above what is configured.
/// </summary>
public sealed class BlockRange(ulong most)
{
    private const int SuccessesToGrow = 16;
    private readonly ulong _most = most;
    private int _successes;

    /// <summary>Blocks to ask for now.</summary>
    public ulong Size { get; private set; } = most;

    /// <summary>The endpoint refused: ask for half. False when one block is already too much.</summary>
    public bool Shrink()
    {
        _successes = 0;
        if (Size == 1)
        {
            return false;
        }

        Size /= 2;
        return true;
    }

    /// <summary>The endpoint answered.</summary>
    public void Succeeded()
    {
        if (Size < _most && ++_successes >= SuccessesToGrow)
        {
            _successes = 0;
            Size = Math.Min(_most, Size + Math.Max(1, Size / 2));
        }
    }
}
