using ChainWatch.Ethereum;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Watching;

/// <summary>
/// The newest recorded blocks of a chain by height. What the chain says now is compared with them: that is how a reorg
/// is found, and never by an endpoint's <c>removed</c> flags, which differ from node to node.
/// </summary>
public sealed class BlockWindow
{
    private readonly SortedList<ulong, Hash32> _hashes = [];

    /// <summary>A window of these blocks.</summary>
    /// <param name="blocks">Heights and hashes.</param>
    /// <param name="before">Hash of the parent of the lowest of them, where it is known.</param>
    public BlockWindow(IEnumerable<(ulong Number, Hash32 Hash)> blocks, Hash32? before = null)
    {
        foreach (var (number, hash) in blocks)
        {
            _hashes.Add(number, hash);
        }

        Before = before;
    }

    /// <summary>Hash of the block below the window; null where it is not known.</summary>
    public Hash32? Before { get; }

    /// <summary>Heights in the window, ascending.</summary>
    public IList<ulong> Numbers => _hashes.Keys;

    /// <summary>Height of the newest recorded block; null before the first.</summary>
    public ulong? Tip => _hashes.Count == 0 ? null : _hashes.Keys[^1];

    /// <summary>Hash of the recorded block at a height; null where none is in the window.</summary>
    public Hash32? HashAt(ulong number) => _hashes.TryGetValue(number, out var hash) ? hash : null;

    /// <summary>Whether a block fits what is recorded: it is the recorded one, or the child of the recorded one, or nothing is known there.</summary>
    public bool Accepts(BlockHeader header) =>
        (HashAt(header.Number) ?? header.Hash) == header.Hash
        && (header.Number == 0 || (HashAt(header.Number - 1) ?? header.ParentHash) == header.ParentHash);

    /// <summary>Reads the window of a chain.</summary>
    public static BlockWindow Read(Ledger ledger, ulong chainId)
    {
        var rows = ledger.Read(connection => connection.Query<(long Number, byte[] Hash, byte[] ParentHash)>(
            "SELECT number, hash, parent_hash FROM block WHERE chain_id = @chainId ORDER BY number", new { chainId }).ToList());
        return new BlockWindow(
            rows.Select(row => ((ulong)row.Number, new Hash32(row.Hash))), rows.Count == 0 ? null : new Hash32(rows[0].ParentHash));
    }
}
