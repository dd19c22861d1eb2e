using ChainWatch.Ethereum;

namespace ChainWatch.Replay;

/// <summary>What is kept of a block: the rest is worked out from its height and its branch.</summary>
internal readonly record struct Seal(Hash32 Hash, Hash32 ReceiptsRoot);

/// <summary>A line of blocks. It shares those below its first block with the branch that it left.</summary>
internal sealed class Branch(int id, Branch? parent, ulong first, ulong seed, int expected = 0)
{
    private readonly List<Seal> _seals = new(expected);

    public int Id => id;

    /// <summary>Height of the first block that is its own.</summary>
    public ulong First => first;

    /// <summary>Height of its last block.</summary>
    public ulong Last => first + (ulong)_seals.Count - 1;

    /// <summary>Adds a block above its last.</summary>
    public void Add(Seal seal) => _seals.Add(seal);

    /// <summary>The block at a height.</summary>
    public Seal At(ulong number) => number < first ? parent!.At(number) : _seals[(int)(number - first)];

    /// <summary>The branch that a block of this one belongs to.</summary>
    public Branch OwnerOf(ulong number) => number < first ? parent!.OwnerOf(number) : this;

    /// <summary>
    /// Whose contents a block has. As in a real reorg, about half of the blocks hold what the blocks that they replace
    /// held, so that transactions come again in another block.
    /// </summary>
    public int VersionAt(ulong number) => number < first ? parent!.VersionAt(number)
        : parent is not null && Dice.Roll(seed ^ (ulong)id, number) % 2 == 0 ? parent.VersionAt(number)
        : id;
}
