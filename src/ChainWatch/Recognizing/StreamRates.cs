using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;

namespace ChainWatch.Recognizing;

/// <summary>What streams to the owner, in base units a second.</summary>
/// <param name="Net">From everybody, less what streams from the owner.</param>
/// <param name="Paid">From each of the source's payers.</param>
public sealed record StreamRates(BigInteger Net, IReadOnlyDictionary<Address, BigInteger> Paid)
{
    /// <summary>As the ledger keeps it: <c>net payer=rate payer=rate</c>, by payer.</summary>
    public string Text => string.Join(
        ' ', [Show(Net), .. Paid.OrderBy(payer => payer.Key).Select(payer => $"{payer.Key}={Show(payer.Value)}")]);

    /// <summary>What <see cref="Text"/> told of exactly these payers; null where it tells of others.</summary>
    public static StreamRates? Parse(string? text, IReadOnlyCollection<Address> payers)
    {
        if (text is null)
        {
            return null;
        }

        var words = text.Split(' ');
        var paid = words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => Address.Parse(pair[0]), pair => Read(pair[1]));
        return paid.Keys.ToHashSet().SetEquals(payers) ? new StreamRates(Read(words[0]), paid) : null;
    }

    private static string Show(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

    private static BigInteger Read(string digits) => BigInteger.Parse(digits, CultureInfo.InvariantCulture);
}
