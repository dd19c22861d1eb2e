using ChainWatch.Ethereum;

namespace ChainWatch.Replay;

/// <summary>The chain at one moment: a branch up to a head. It stays as it is while the chain goes on.</summary>
public sealed class ReplayView
{
    private readonly ReplayChain _chain;
    private readonly Branch _branch;

    internal ReplayView(ReplayChain chain, Branch branch, ulong head)
    {
        _chain = chain;
        _branch = branch;
        Head = head;
    }

    /// <summary>Height of the newest block.</summary>
    public ulong Head { get; }

    /// <summary>Id of the branch.</summary>
    public int Branch => _branch.Id;

    /// <summary>Hash of the block at a height.</summary>
    public Hash32 HashAt(ulong number) => _branch.At(number).Hash;

    /// <summary>Time of the block at a height, in seconds since 1970-01-01 UTC.</summary>
    public ulong TimeAt(ulong number) => _chain.Options.FirstTime + (number * _chain.Options.BlockTime);

    /// <summary>The logs of the block at a height, into <paramref name="into"/>.</summary>
    public void ReadEmissions(ulong number, List<Emission> into) => _chain.Contents.Read(_branch.VersionAt(number), number, into);

    /// <summary>The block at a height.</summary>
    public ReplayBlock BlockAt(ulong number)
    {
        var emissions = new List<Emission>();
        ReadEmissions(number, emissions);
        var seal = _branch.At(number);
        return new ReplayBlock(_chain.HeaderOf(_branch, number, seal.ReceiptsRoot, emissions) with { Hash = seal.Hash }, emissions);
    }

    /// <summary>The same branch up to another head.</summary>
    public ReplayView UpTo(ulong head) => new(_chain, _branch, Math.Min(head, Head));

    /// <summary>Every payment to the owner, in order: what a ledger must hold that has read up to the head.</summary>
    public IEnumerable<TruePayment> Payments()
    {
        for (ulong number = 0; number <= Head; number++)
        {
            foreach (var payment in PaymentsOf(number))
            {
                yield return payment;
            }
        }
    }

    /// <summary>The payments to the owner in the block at a height.</summary>
    public IEnumerable<TruePayment> PaymentsOf(ulong number)
    {
        var emissions = new List<Emission>();
        ReadEmissions(number, emissions);
        foreach (var emission in emissions)
        {
            if (Shape.All[emission.Shape].Payment is { } payment)
            {
                yield return new TruePayment(
                    number, HashAt(number), emission.LogIndex, emission.TransactionHash, TimeAt(number), payment.Payer, payment.Token, emission.Amount);
            }
        }
    }
}
