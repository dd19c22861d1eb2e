using ChainWatch.Primitives;

namespace ChainWatch.Taxing;

/// <summary>From which day the owner has owed tax in a jurisdiction, until the next residency begins.</summary>
/// <param name="Code">Code of the jurisdiction.</param>
/// <param name="From">First day.</param>
public sealed record Residency(string Code, DateOnly From);

/// <summary>A part of payments that a source withholds for tax before it pays; it is credited against the tax.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Rate">Of the gross payment; what arrives is the rest.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
public sealed record Withholding(string Source, BasisPoints Rate, DateOnly From, DateOnly To);
