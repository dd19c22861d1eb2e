using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Recognizing;

namespace ChainWatch.Recording;

/// <summary>
/// Does a proved log tell what a row says? Mostly it names whom was paid and how much. Some events tell a sum only, of which
/// the row has a part (<see cref="ToldSum"/>), or name figures that the row's follows from (<see cref="ReadPrincipal"/>).
/// </summary>
internal static class RowInLog
{
    /// <summary>The first thing that the row says and the log does not; null where there is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="proven">The log at its place.</param>
    /// <param name="next">The log after it in the same receipt; null where it is the last.</param>
    public static string? WhyNot(ProvableRow row, ProvenLog proven, ProvenLog? next)
    {
        var log = Placed(proven);
        var sum = row.Kind is { } kind ? SourceKinds.Find(kind)?.SumOf(log) : null;
        return row.Payer is { } payer && !Tells(log, payer) ? $"the log is not {payer}'s and does not name it"
            : sum?.NamesBeneficiary != false && !Tells(log, row.Beneficiary) ? $"the log does not name {row.Beneficiary}"
            : sum is not null ? WhyNoPart(row, sum)
            : WhyNotNamed(row, log, next is null ? null : Placed(next));
    }

    private static string? WhyNoPart(ProvableRow row, ToldSum sum) =>
        sum.Token is { } token && token != row.Token ? $"the log tells of {token}, not of {row.Token}"
        : sum.Amount is { } all && row.Amounts.Any(amount => amount > all) ? $"the log tells of {all}, of which {row.Amounts.Max()} is no part"
        : null;

    private static string? WhyNotNamed(ProvableRow row, Log log, Log? next)
    {
        var principal = row.Kind is null ? SourceKinds.PrincipalOf(log, next, row.Beneficiary) : null;
        foreach (var amount in row.Amounts.Where(amount => !amount.IsZero))
        {
            if (principal is { } moved ? amount != BigInteger.Abs(moved) : !Names(log, amount))
            {
                return $"the log does not {(principal is null ? "name" : "come to")} {amount}";
            }
        }

        return null;
    }

    private static bool Tells(Log log, Address account) => log.Address == account || Names(log, Hash32.FromAddress(account));

    private static bool Names(Log log, BigInteger amount)
    {
        if (amount.Sign < 0 || amount.GetByteCount(isUnsigned: true) > Hash32.Size)
        {
            return false;
        }

        var word = new byte[Hash32.Size];
        var bytes = amount.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(word.AsSpan(Hash32.Size - bytes.Length));
        return Names(log, new Hash32(word));
    }

    // Every argument of an event is a word: a topic, or 32 bytes of its data.
    private static bool Names(Log log, Hash32 word)
    {
        if (log.Topics.Contains(word))
        {
            return true;
        }

        for (var at = 0; at + Hash32.Size <= log.Data.Length; at += Hash32.Size)
        {
            if (log.Data.Span.Slice(at, Hash32.Size).SequenceEqual(word.Bytes))
            {
                return true;
            }
        }

        return false;
    }

    // Where it stands was checked before; what it says is all that matters here.
    private static Log Placed(ProvenLog log) => new()
    {
        Address = log.Address,
        Topics = log.Topics,
        Data = log.Data,
        BlockNumber = 0,
        BlockHash = default,
        TransactionHash = default,
        TransactionIndex = 0,
        LogIndex = 0,
    };
}
