using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Splitting;

/// <summary>What the books say of one income's due.</summary>
public sealed class DueBalance
{
    /// <summary>The income; null for what was moved into escrow beyond any due of the token.</summary>
    public long? IncomeId { get; init; }

    /// <summary>EIP-155 id.</summary>
    public ulong ChainId { get; init; }

    /// <summary>The token that was received, in which its tax is set aside.</summary>
    public Token Token { get; init; }

    /// <summary>Σ of its due entries.</summary>
    public BigInteger Due { get; internal set; }

    /// <summary>Σ of its escrow entries.</summary>
    public BigInteger Escrowed { get; internal set; }

    /// <summary>Σ of its settlement entries.</summary>
    public BigInteger Settled { get; internal set; }

    /// <summary>Due and not yet in escrow.</summary>
    public BigInteger Outstanding => BigInteger.Max(Due - Escrowed, 0);

    /// <summary>In escrow and not, or no longer, due.</summary>
    public BigInteger Credit => BigInteger.Max(Escrowed - Due, 0);
}

/// <summary>A due, or a part of one, that is not in escrow yet.</summary>
/// <param name="IncomeId">The income that it is for.</param>
/// <param name="Amount">Base units.</param>
/// <param name="Value">What that part of the income was worth when it came; null where nobody knows.</param>
public sealed record OutstandingDue(long IncomeId, BigInteger Amount, FiatAmount? Value);

/// <summary>All that is outstanding in one token.</summary>
/// <param name="ChainId">EIP-155 id.</param>
/// <param name="Token">The token.</param>
/// <param name="Dues">Oldest income first.</param>
/// <param name="Credit">What is in escrow beyond what is due; <see cref="DueLedger.UseCredit"/> spends it before anything is moved.</param>
public sealed record OutstandingDues(ulong ChainId, Token Token, IReadOnlyList<OutstandingDue> Dues, BigInteger Credit)
{
    /// <summary>Base units of all dues.</summary>
    public BigInteger Total => Dues.Aggregate(BigInteger.Zero, (sum, due) => sum + due.Amount);

    /// <summary>How many of the dues have no value in a currency.</summary>
    public int WithoutValueIn(string currency) => Dues.Count(due => due.Value?.Currency != currency);

    /// <summary>The value of those dues that have one in a currency; see <see cref="WithoutValueIn"/> for the others.</summary>
    public FiatAmount ValueIn(string currency) => new(
        currency, Dues.Where(due => due.Value?.Currency == currency).Aggregate(BigInteger.Zero, (sum, due) => sum + due.Value!.Value.Units));
}
