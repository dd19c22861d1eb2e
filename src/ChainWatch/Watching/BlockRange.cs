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

    /// <summary>
    /// The endpoint refused a question for so many blocks: from now on half of that is asked for at most. Questions that were
    /// under way at once teach no more than one of them does. False when one block was already too much.
    /// </summary>
    public bool Shrink(ulong refused)
    {
        _successes = 0;
        Size = Math.Min(Size, Math.Max(1, refused / 2));
        return refused > 1;
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
