using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChainWatch.Primitives;

namespace ChainWatch.Taxing;

/// <summary>A stretch of the year's taxed income and its rate.</summary>
/// <param name="UpTo">Where it ends, in 10^-8 of the currency; null for the last one, which has no end.</param>
/// <param name="Rate">What is owed of income inside it.</param>
public sealed record Bracket(BigInteger? UpTo, BasisPoints Rate);

/// <summary>What a jurisdiction asks for one category of income during some days.</summary>
/// <param name="Id">The rule's name, for people and for assessments.</param>
/// <param name="Category">A category of income, a beginning of one with <c>*</c> after it, or <c>*</c> for all.</param>
/// <param name="Stage">The stage at which income is taxed, for example <c>received</c>.</param>
/// <param name="Brackets">Ascending; a flat rate is one bracket without end.</param>
/// <param name="Allowance">What of each calendar year's income in this category stays untaxed, in 10^-8 of the currency.</param>
/// <param name="From">First day on which it applies.</param>
/// <param name="To">Last day on which it applies.</param>
public sealed record TaxRule(
    string Id, string Category, string Stage, IReadOnlyList<Bracket> Brackets, BigInteger Allowance, DateOnly From, DateOnly To)
{
    /// <summary>The stage at which income is taxed unless a rule says otherwise.</summary>
    public const string Received = "received";

    /// <summary>Whether the due depends on what the payment was worth. A flat rate is owed in the token itself.</summary>
    public bool NeedsValue => Brackets.Count > 1 || !Allowance.IsZero;

    /// <summary>SHA-256 of <see cref="Text"/>: another rate, date or bracket is another version.</summary>
    public string Version => VersionOf(Text);

    /// <summary>Everything the rule says, as JSON in a fixed order; <see cref="Parse"/> reads it back.</summary>
    public string Text => JsonSerializer.Serialize(this, WorkingJson.Options);

    /// <summary>A flat rate on all income, on all days.</summary>
    public static TaxRule Flat(string id, BasisPoints rate) =>
        new(id, "*", Received, [new Bracket(null, rate)], 0, DateOnly.MinValue, DateOnly.MaxValue);

    /// <summary>The rule that <see cref="Text"/> tells.</summary>
    public static TaxRule Parse(string text) => JsonSerializer.Deserialize<TaxRule>(text, WorkingJson.Options)!;

    /// <summary>The version of a rule of this text.</summary>
    public static string VersionOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether it applies on a day.</summary>
    public bool IsInForce(DateOnly day) => From <= day && day <= To;

    /// <summary>Whether it is for a category; letters of either case are equal.</summary>
    public bool Fits(string category) => Category.EndsWith('*')
        ? category.StartsWith(Category[..^1], StringComparison.OrdinalIgnoreCase)
        : category.Equals(Category, StringComparison.OrdinalIgnoreCase);

    /// <summary>How closely it names what it is for: the very category before a longer beginning before a shorter one.</summary>
    internal int Closeness => Category.EndsWith('*') ? Category.Length - 1 : int.MaxValue;
}
