using ChainWatch.Ethereum;

namespace ChainWatch.Support;

/// <summary>
/// A chain of linked blocks in memory, which answers as a strict real node does: what it has not seen by hash is an
/// error, what it has not seen by height is null, blocks that a reorg left are still known by their hash. What can go
/// wrong with it is staged in <see cref="Faults"/>.
/// </summary>
public sealed partial class FakeChain : IChainReader
{
    private readonly List<Block> _canonical = [];
    private readonly Dictionary<Hash32, Block> _known = [];
    private int _blocksMade;

    /// <summary>A chain that consists of its genesis block.</summary>
    public FakeChain(ulong chainId = 31337)
    {
        ChainId = chainId;
        Mine();
    }

    private sealed record Block(BlockHeader Header, IReadOnlyList<Log> Logs);

    /// <summary>The chain id that it answers.</summary>
    public ulong ChainId { get; set; }

    /// <summary>What goes wrong.</summary>
    public FakeFaults Faults { get; } = new();

    /// <summary>Height that <c>finalized</c> means; null when nothing is.</summary>
    public ulong? FinalizedNumber { get; set; }

    /// <summary>Height that <c>safe</c> means; null when nothing is.</summary>
    public ulong? SafeNumber { get; set; }

    /// <summary>Knows the receipts of transactions, as a <see cref="FakeMempool"/> does; null: a receipt is made of the transaction's logs.</summary>
    public Func<Hash32, Receipt?>? Receipts { get; set; }

    /// <summary>The newest block.</summary>
    public BlockHeader Head => _canonical[^1].Header;

    public string Endpoint => "fake";

    /// <summary>Time of the block at a height: twelve seconds apart.</summary>
    public static ulong TimeOf(ulong number) => 1_767_225_600 + (12 * number);

    /// <summary>Adds a block with these logs.</summary>
    public BlockHeader Mine(params IReadOnlyList<Log> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var header = Some.Header((ulong)_canonical.Count, _canonical.Count == 0 ? null : Head, fork: ++_blocksMade);
        var block = new Block(header, [.. logs.Select((log, index) => log with
        {
            BlockNumber = header.Number,
            BlockHash = header.Hash,
            LogIndex = index,
            TransactionIndex = index,
            TransactionHash = log.TransactionHash == default ? Some.Seeded($"transaction {header.Hash} {index}") : log.TransactionHash,
        })]);
        _canonical.Add(block);
        _known.Add(header.Hash, block);
        return header;
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

    /// <summary>Leaves every block above a height: what is mined next is another branch.</summary>
    public void ReorgTo(ulong number) => _canonical.RemoveRange((int)number + 1, _canonical.Count - (int)number - 1);

    /// <summary>Makes the branch that ends with a block, which was mined once, the chain again.</summary>
    public void SwitchTo(BlockHeader head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var branch = new List<Block> { _known[head.Hash] };
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

    public Task<IReadOnlyList<Receipt>?> GetBlockReceiptsAsync(Hash32 blockHash, CancellationToken cancellation = default) =>
        throw new NotSupportedException("No test needs receipts.");

    /// <summary>The receipt of a transaction, made of its logs; null for one that has none.</summary>
    public Task<Receipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellation = default) => AskAsync(
        "eth_getTransactionReceipt",
        () => Receipts is { } receipts ? receipts(transactionHash) : AllLogs.Where(log => log.TransactionHash == transactionHash).ToList() is { Count: > 0 } logs
            ? new Receipt
            {
                Type = 2,
                TransactionHash = transactionHash,
                TransactionIndex = logs[0].TransactionIndex,
                BlockHash = logs[0].BlockHash,
                BlockNumber = logs[0].BlockNumber,
                Succeeded = true,
                CumulativeGasUsed = 0,
                Logs = logs,
                LogsBloom = new byte[256],
            }
            : null,
        cancellation);
}
