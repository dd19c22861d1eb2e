using System.Buffers.Binary;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Replay;

/// <summary>
/// A chain that follows from a seed, with real hashes, roots and blooms, and knows the truth. Of each block 64 bytes are
/// kept; the rest is worked out when asked for. Several nodes may serve one chain, each with faults of its own.
/// </summary>
public sealed class ReplayChain
{
    private const int Portion = 4_096;

    private readonly Lock _growth = new();
    private readonly List<Branch> _branches = [];
    private readonly Dictionary<ulong, (int Branch, uint Number)> _places = [];
    private volatile ReplayView _now;

    /// <summary>Makes the chain up to its first head; about 20 µs of each core for a block.</summary>
    public ReplayChain(ReplayOptions? options = null)
    {
        Options = options ?? new ReplayOptions();
        Contents = new Contents(Options);
        _places.EnsureCapacity((int)Options.Blocks + 1);
        var trunk = new Branch(0, null, 0, Options.Seed, (int)Options.Blocks + 1);
        _branches.Add(trunk);
        Grow(trunk, Options.Blocks);
        _now = new ReplayView(this, trunk, Options.Blocks);
    }

    /// <summary>Raised after the head has changed.</summary>
    public event Action<ReplayView>? HeadChanged;

    /// <summary>What it is made of.</summary>
    public ReplayOptions Options { get; }

    /// <summary>The chain as it is now.</summary>
    public ReplayView Now => _now;

    internal Contents Contents { get; }

    /// <summary>Adds blocks above the head.</summary>
    public ReplayView Mine(ulong blocks = 1) => Change(() => (_branches[_now.Branch], _now.Head + blocks));

    /// <summary>
    /// Takes back the newest blocks and puts others in their place: a new branch, from the block below them up to one
    /// above the old head, unless another <paramref name="length"/> is given.
    /// </summary>
    public ReplayView Reorg(ulong depth, ulong? length = null) => Change(() =>
    {
        var fork = _now.Head - depth;
        return (Fork(fork + 1), fork + (length ?? depth + 1));
    });

    /// <summary>Makes another branch the chain again, up to a height or its last block.</summary>
    public ReplayView SwitchTo(int branch, ulong? head = null) => Change(() => (_branches[branch], head ?? _branches[branch].Last));

    /// <summary>Makes a branch that stays beside the chain: what an endpoint that is on another fork tells.</summary>
    public ReplayView Beside(ulong depth)
    {
        lock (_growth)
        {
            var branch = Fork(_now.Head - depth + 1);
            Grow(branch, _now.Head);
            return new ReplayView(this, branch, _now.Head);
        }
    }

    /// <summary>The branch and height of a block, on whatever branch; null where there is none.</summary>
    public (ReplayView Branch, ulong Number)? Find(Hash32 hash)
    {
        lock (_growth)
        {
            return _places.TryGetValue(KeyOf(hash), out var place) && _branches[place.Branch].At(place.Number).Hash == hash
                ? (new ReplayView(this, _branches[place.Branch], _branches[place.Branch].Last), place.Number)
                : null;
        }
    }

    internal BlockHeader HeaderOf(Branch branch, ulong number, Hash32 receiptsRoot, IReadOnlyList<Emission> emissions) => Blocks.Header(
        Options, number, Contents.RollOf(branch.OwnerOf(number).Id, number), number == 0 ? default : branch.At(number - 1).Hash, receiptsRoot, emissions);

    private ReplayView Change(Func<(Branch Branch, ulong Head)> change)
    {
        ReplayView now;
        lock (_growth)
        {
            var (branch, head) = change();
            Grow(branch, head);
            _now = now = new ReplayView(this, branch, head);
        }

        HeadChanged?.Invoke(now);
        return now;
    }

    private Branch Fork(ulong first)
    {
        var branch = new Branch(_branches.Count, _branches[_now.Branch], first, Options.Seed);
        _branches.Add(branch);
        return branch;
    }

    // Receipts roots are the work, and need nothing of each other; the hashes then follow one from another.
    private void Grow(Branch branch, ulong head)
    {
        var roots = new Hash32[Portion];
        for (var next = branch.Last + 1; next <= head; next = branch.Last + 1)
        {
            var count = (int)Math.Min(Portion, head - next + 1);
            Parallel.For(0, count, () => new List<Emission>(), (i, _, emissions) => { roots[i] = RootAt(branch, next + (ulong)i, emissions); return emissions; }, _ => { });
            var logs = new List<Emission>();
            for (var i = 0; i < count; i++)
            {
                Contents.Read(branch.VersionAt(next + (ulong)i), next + (ulong)i, logs);
                Seal(branch, next + (ulong)i, roots[i], logs);
            }
        }
    }

    private Hash32 RootAt(Branch branch, ulong number, List<Emission> emissions)
    {
        Contents.Read(branch.VersionAt(number), number, emissions);
        return BlockRoots.OfReceipts(Blocks.Receipts(number, default, emissions));
    }

    private void Seal(Branch branch, ulong number, Hash32 root, IReadOnlyList<Emission> emissions)
    {
        var hash = HeaderHash.Compute(HeaderOf(branch, number, root, emissions));
        branch.Add(new Seal(hash, root));
        _places.Add(KeyOf(hash), (branch.Id, (uint)number));
    }

    private static ulong KeyOf(Hash32 hash) => BinaryPrimitives.ReadUInt64BigEndian(hash.Bytes);
}
