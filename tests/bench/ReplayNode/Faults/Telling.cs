using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Replay.Faults;

/// <summary>What one node says of the chain: the truth but for its faults.</summary>
internal sealed class Telling(ReplayChain chain, NodeFaults faults)
{
    /// <summary>The chain as the node sees it now.</summary>
    public ReplayView Now
    {
        get
        {
            var view = faults.Elsewhere ?? chain.Now;
            return faults.Lag == 0 ? view : view.UpTo(view.Head - Math.Min(view.Head, faults.Lag));
        }
    }

    /// <summary>The block at a height, as its header and receipts are told.</summary>
    public ReplayBlock BlockAt(ReplayView view, ulong number)
    {
        var block = view.BlockAt(number);
        if (faults.About(number) is not { Depth: not LieDepth.Logs } lie)
        {
            return block;
        }

        var told = lie.Tell(block.Emissions);
        return new ReplayBlock(lie.Depth == LieDepth.Header ? Sealed(block.Header, told) : block.Header, told);
    }

    /// <summary>The logs of a block as <c>eth_getLogs</c> tells them, into <paramref name="into"/>; its hash.</summary>
    public Hash32 ReadLogs(ReplayView view, ulong number, List<Emission> into)
    {
        if (number > faults.LogsUpTo)
        {
            into.Clear();
            return view.HashAt(number);
        }

        view.ReadEmissions(number, into);
        if (faults.About(number) is not { } lie)
        {
            return view.HashAt(number);
        }

        IReadOnlyList<Emission> told = [.. lie.Tell(into)];
        into.Clear();
        into.AddRange(told);
        return lie.Depth == LieDepth.Header ? BlockAt(view, number).Header.Hash : view.HashAt(number);
    }

    /// <summary>The branch and height of a block that the node knows by a hash; null where it knows none.</summary>
    public (ReplayView Branch, ulong Number)? Find(Hash32 hash)
    {
        var now = Now;
        var lie = faults.Lies.FirstOrDefault(lie => lie.Depth == LieDepth.Header && lie.Number <= now.Head && BlockAt(now, lie.Number).Header.Hash == hash);
        return lie is not null ? (now, lie.Number)
            : chain.Find(hash) is { } found && found.Number <= now.Head ? found
            : null;
    }

    private static BlockHeader Sealed(BlockHeader header, IReadOnlyList<Emission> told)
    {
        var receipts = Blocks.Receipts(header.Number, default, told);
        var forged = header with
        {
            ReceiptsRoot = BlockRoots.OfReceipts(receipts),
            LogsBloom = LogBloom.Of(receipts.SelectMany(receipt => receipt.Logs)),
        };
        return forged with { Hash = HeaderHash.Compute(forged) };
    }
}
