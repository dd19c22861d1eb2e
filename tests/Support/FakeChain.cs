using ChainWatch.Ethereum;

namespace ChainWatch.Support;

/// <summary>
/// A chain of linked blocks in memory, which answers as a strict real node does: what it has not seen by hash is an
/// error, what it has not seen by height is null, blocks that a reorg left are still known by their hash. What can go
/// wrong with it is staged in <see cref="Faults"/>.
/// </summary>
public sealed partial class FakeChain : IChainReader
{
    private readonly List<FakeBlock> _canonical = [];
    private readonly Dictionary<Hash32, FakeBlock> _known = [];
    private int _blocksMade;
    private ulong _late;

    /// <summary>A chain that consists of its genesis block.</summary>
    public FakeChain(ulong chainId = 31337)
    {
        ChainId = chainId;
        Mine();
    }

    /// <summary>The chain id that it answers.</summary>
    public ulong ChainId { get; set; }

    /// <summary>What goes wrong.</summary>
    public FakeFaults Faults { get; } = new();

    /// <summary>Height that <c>finalized</c> means; null when nothing is.</summary>
    public ulong? FinalizedNumber { get; set; }

    /// <summary>Height that <c>safe</c> means; null when nothing is.</summary>
    public ulong? SafeNumber { get; set; }

    /// <summary>Knows the receipts of transactions, as a <see cref="FakeMempool"/> does; null: the blocks have them.</summary>
    public Func<Hash32, Receipt?>? Receipts { get; set; }

    /// <summary>The newest block.</summary>
    public BlockHeader Head => _canonical[^1].Header;

    public string Endpoint { get; init; } = "fake";

    /// <summary>Time of the block at a height: twelve seconds apart.</summary>
    public static ulong TimeOf(ulong number) => 1_767_225_600 + (12 * number);

    /// <summary>Adds a block with these logs: each in a transaction of its own, or with those before it that name the same transaction.</summary>
    public BlockHeader Mine(params IReadOnlyList<Log> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var block = FakeBlock.Of((ulong)_canonical.Count, _canonical.Count == 0 ? null : Head, logs, made: ++_blocksMade, late: _late);
        _canonical.Add(block);
        _known.Add(block.Header.Hash, block);
        return block.Header;
    }

    /// <summary>Adds a block of these transactions.</summary>
    public BlockHeader Pay(params IReadOnlyList<FakeTransaction> transactions)
    {
        var block = FakeBlock.Paying((ulong)_canonical.Count, Head, transactions, made: ++_blocksMade);
        _canonical.Add(block);
        _known.Add(block.Header.Hash, block);
        return block.Header;
    }

    /// <summary>Adds empty blocks until the head has this height.</summary>
    public BlockHeader MineTo(ulong number)
    {
        while (Head.Number < number)
        {
            Mine();
        }

        return Head;
    }

    /// <summary>Lets time pass without a block.</summary>
    public void Wait(TimeSpan time) => _late += (ulong)time.TotalSeconds;

    /// <summary>Leaves every block above a height: what is mined next is another branch.</summary>
    public void ReorgTo(ulong number) => _canonical.RemoveRange((int)number + 1, _canonical.Count - (int)number - 1);

    /// <summary>Makes the branch that ends with a block, which was mined once, the chain again.</summary>
    public void SwitchTo(BlockHeader head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var branch = new List<FakeBlock> { _known[head.Hash] };
        while (branch[^1].Header.Number > 0)
        {
            branch.Add(_known[branch[^1].Header.ParentHash]);
        }

        branch.Reverse();
        _canonical.Clear();
        _canonical.AddRange(branch);
    }

    /// <summary>The block at a height, whatever faults are staged.</summary>
    public BlockHeader At(ulong number) => _canonical[(int)number].Header;

    /// <summary>All logs of the chain as it is now, whatever faults are staged.</summary>
    public IEnumerable<Log> AllLogs => _canonical.SelectMany(block => block.Logs);

    /// <summary>The receipts of a block that was ever mined, whatever faults are staged.</summary>
    public IReadOnlyList<Receipt> ReceiptsOf(Hash32 blockHash) => _known[blockHash].Receipts;
}
