using System.Text.Json.Serialization;

namespace ChainWatch.Valuing;

/// <summary>One figure that a value follows from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FeedStep), "feed")]
[JsonDerivedType(typeof(PinnedStep), "pinned")]
[JsonDerivedType(typeof(FileStep), "file")]
[JsonDerivedType(typeof(ManualStep), "manual")]
[JsonDerivedType(typeof(ShareStep), "shares")]
public abstract record EvidenceStep
{
    /// <summary>The price that the step multiplies by, in plain digits; null where it is none.</summary>
    [JsonIgnore]
    public virtual string? Factor => null;
}

/// <summary>A feed's answer.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Round">Its round: an uint80, whose upper 16 bits are the proxy's phase.</param>
/// <param name="Answer">The answer without its point.</param>
/// <param name="Decimals">The feed's decimals.</param>
/// <param name="Price">The answer with its point.</param>
/// <param name="UpdatedAt">When the feed gave it.</param>
/// <param name="Block">The payment's block, as of which it was the newest.</param>
/// <param name="BlockTime">That block's time.</param>
/// <param name="IsFromRounds">Whether the endpoint had forgotten that block's state, so that the answer was found among the feed's past rounds.</param>
public sealed record FeedStep(
    string Feed, string Round, string Answer, int Decimals, string Price, DateTimeOffset UpdatedAt, ulong Block, DateTimeOffset BlockTime, bool IsFromRounds)
    : EvidenceStep
{
    /// <inheritdoc/>
    public override string Factor => Price;

    /// <summary>On a layer-2 chain, since when its sequencer had been running.</summary>
    public DateTimeOffset? SequencerUpSince { get; init; }
}

/// <summary>A price from the configuration.</summary>
public sealed record PinnedStep(string Price) : EvidenceStep
{
    /// <inheritdoc/>
    public override string Factor => Price;
}

/// <summary>A row of the price file.</summary>
public sealed record FileStep(string File, int Line, DateOnly Day, string Token, string Price) : EvidenceStep
{
    /// <inheritdoc/>
    public override string Factor => Price;
}

/// <summary>What the owner said.</summary>
public sealed record ManualStep(string Price, string Note) : EvidenceStep
{
    /// <inheritdoc/>
    public override string Factor => Price;
}

/// <summary>Shares of a vault turned into the assets that they stood for; what is counted from there on.</summary>
/// <param name="Vault">The vault, which is the share token.</param>
/// <param name="Shares">Base units of shares.</param>
/// <param name="Asset">The vault's asset.</param>
/// <param name="Assets">Base units of the asset, by <c>convertToAssets</c>.</param>
/// <param name="Block">The block at which the vault was asked.</param>
public sealed record ShareStep(string Vault, string Shares, string Asset, string Assets, ulong Block) : EvidenceStep;
