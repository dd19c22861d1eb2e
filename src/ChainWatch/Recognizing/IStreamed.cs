using ChainWatch.Chains;
using ChainWatch.Ethereum;

namespace ChainWatch.Recognizing;

/// <summary>
/// A source whose balance grows by streams. Each change of one has an event, so that what a balance grew by can be held
/// against what they tell, and what others than the source's payers streamed is told apart.
/// </summary>
public interface IStreamed : IAccruing
{
    /// <summary>What asks for each change of a stream to the owner or from it, without a range of blocks.</summary>
    IReadOnlyList<LogFilter> Changes { get; }

    /// <summary>What streamed after a block; nothing where the contracts were not there yet.</summary>
    Task<StreamRates> ReadRatesAsync(Chain chain, ulong block, CancellationToken cancellation);

    /// <summary>The rates that the ledger kept; null where it kept none, or of other payers.</summary>
    StreamRates? ParseRates(string? text);

    /// <summary>The rates after a change.</summary>
    StreamRates After(StreamRates rates, Log change);
}
