using ChainWatch.Ethereum;

namespace ChainWatch.Replay;

/// <summary>A payment that was really made to the owner.</summary>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Its block.</param>
/// <param name="LogIndex">Place of its log in the block.</param>
/// <param name="TransactionHash">Its transaction.</param>
/// <param name="Time">Time of its block, in seconds since 1970-01-01 UTC.</param>
/// <param name="Payer">Who paid.</param>
/// <param name="Token">What it was paid in; the zero address for the chain's own coin.</param>
/// <param name="Amount">Base units.</param>
public readonly record struct TruePayment(
    ulong BlockNumber, Hash32 BlockHash, int LogIndex, Hash32 TransactionHash, ulong Time, Address Payer, Address Token, UInt128 Amount);
