using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Reporting;

/// <summary>What an export tells of: income, or the owner's own money moving.</summary>
public enum ExportSubject
{
    /// <summary>Income, or a loss.</summary>
    Income,

    /// <summary>The owner's own capital that a source gave back.</summary>
    Capital,

    /// <summary>A transfer into escrow, or back out of it to the owner: still the owner's money.</summary>
    Escrow,

    /// <summary>What was paid out of escrow to the tax authority.</summary>
    Tax,
}

/// <summary>One thing that happened, as every format tells of it.</summary>
/// <param name="Key">What it is, for good: <c>income:12</c>.</param>
/// <param name="Subject">What kind of thing.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Chain">The chain's name.</param>
/// <param name="ChainId">EIP-155 id.</param>
/// <param name="Transaction">Hash of the transaction; empty where it has none.</param>
/// <param name="Token">What it is counted in: <c>native</c>, or the contract's checksummed address.</param>
/// <param name="Symbol">The token's symbol, which its author chose.</param>
/// <param name="Decimals">The token's decimals.</param>
/// <param name="Amount">Base units: positive for what came to the owner's wallet, negative for what left it.</param>
internal sealed record ExportEntry(
    string Key, ExportSubject Subject, DateTimeOffset OccurredAt, string Chain, ulong ChainId, string Transaction, string Token, string Symbol, int Decimals, BigInteger Amount)
{
    private static readonly string NativeToken = Primitives.Token.Native.ToString();
    private static readonly string[] Subjects = ["income", "capital", "escrow", "tax"];

    /// <summary>The income's id; null for a transfer.</summary>
    public long? IncomeId { get; init; }

    /// <summary>The source; empty for a transfer, as are the words that follow.</summary>
    public string Source { get; init; } = "";

    public string Category { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Stage { get; init; } = "";

    public int? LogIndex { get; init; }

    public string? Payer { get; init; }

    public string? Beneficiary { get; init; }

    /// <summary>Whether it is counted in the chain's own coin.</summary>
    public bool IsNative => Token == NativeToken;

    /// <summary>What it was worth, with the sign of the amount; null where nobody knows.</summary>
    public FiatAmount? Value { get; init; }

    public string? PriceSource { get; init; }

    /// <summary>Whether it takes back what an earlier export said.</summary>
    public bool IsCorrection { get; init; }

    /// <summary>The entry that takes this one back: of the same time, with the opposite sign.</summary>
    public ExportEntry Reversed() => this with { Amount = -Amount, Value = Value is { } value ? value with { Units = -value.Units } : null, IsCorrection = true };

    /// <summary>The word for <see cref="Subject"/>.</summary>
    public string What => Subjects[(int)Subject];

    /// <summary>When it happened, as ISO 8601 in UTC.</summary>
    public string When => OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What it is, in a few words for a program's note field.</summary>
    public string Words => $"{(IsCorrection ? "correction of " : "")}{Subject switch
    {
        ExportSubject.Income => $"{Source}: {Category}, {Key}",
        ExportSubject.Capital => $"{Source}: own capital back, {Key}",
        ExportSubject.Escrow => (Amount.Sign < 0) != IsCorrection ? "own transfer into tax escrow" : "own transfer out of tax escrow",
        _ => "tax paid out of escrow",
    }}{(Transaction.Length > 0 ? $", tx {Transaction}" : "")}";

    /// <summary>Amount without its sign, as digits with a point.</summary>
    public string Digits => BaseUnits.Display(BigInteger.Abs(Amount), Decimals);

    public Amount Shown => Reporting.Amount.Of(Token, Symbol, Decimals, Amount);
}
