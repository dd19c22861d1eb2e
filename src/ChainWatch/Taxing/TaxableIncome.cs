using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Taxing;

/// <summary>A payment as the rules see it.</summary>
/// <param name="Amount">What arrived, in base units; negative for a loss.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Withheld">What its source withheld of the gross payment.</param>
/// <param name="Value">What arrived was worth; null where nobody knows.</param>
public sealed record TaxableIncome(BigInteger Amount, string Stage, BasisPoints Withheld, FiatAmount? Value);

/// <summary>What has been assessed of a calendar year in one jurisdiction before a payment, in 10^-8 of the currency.</summary>
/// <param name="Taxed">Income of all categories that has a known value, less allowances; losses make it negative.</param>
/// <param name="AllowanceUsed">What the allowance of the payment's category of rules has left untaxed.</param>
public readonly record struct YearSoFar(BigInteger Taxed, BigInteger AllowanceUsed);

/// <summary>A part of a payment that one rate is for.</summary>
/// <param name="Units">10^-8 of the currency; null for the whole payment, whatever it is worth.</param>
/// <param name="Rate">The rate.</param>
public sealed record Slice(BigInteger? Units, BasisPoints Rate);
