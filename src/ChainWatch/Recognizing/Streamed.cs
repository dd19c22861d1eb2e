using System.Numerics;
using ChainWatch.Ethereum;

namespace ChainWatch.Recognizing;

/// <summary>What streams brought the owner in a time, by the events that tell of every change of theirs.</summary>
/// <param name="Paid">Base units from each of the source's payers.</param>
/// <param name="Beside">Base units from everybody else, less what streamed from the owner: no income of the source.</param>
public sealed record Streamed(IReadOnlyDictionary<Address, BigInteger> Paid, BigInteger Beside)
{
    /// <summary>Why nobody can tell; null where all is known.</summary>
    public string? Doubt { get; init; }

    /// <summary>From all payers.</summary>
    public BigInteger Income => Paid.Values.Aggregate(BigInteger.Zero, (sum, paid) => sum + paid);

    /// <summary>The payer of most of it; null where none paid.</summary>
    public Address? Payer => Paid.Where(payer => payer.Value.Sign > 0).OrderByDescending(payer => payer.Value).ThenBy(payer => payer.Key).Select(payer => (Address?)payer.Key).FirstOrDefault();

    /// <summary>What each paid, where several did.</summary>
    public string? Shares => Paid.Where(payer => payer.Value.Sign > 0).OrderBy(payer => payer.Key).Select(payer => $"{payer.Value} from {payer.Key}").ToList() is { Count: > 1 } several
        ? string.Join(", ", several)
        : null;

    /// <summary>Nobody can tell.</summary>
    public static Streamed Unknown(string doubt) => new(new Dictionary<Address, BigInteger>(), 0) { Doubt = doubt };
}
