using System.Numerics;

namespace ChainWatch.Ethereum;

/// <summary>
/// The chain's coin moved by a call, a creation or a self-destruction inside of a transaction, as a trace tells it. Only what
/// stood is told: nothing of a call that was reverted, or that a reverted one made.
/// </summary>
/// <param name="TransactionIndex">Place of the transaction in its block.</param>
/// <param name="Place">
/// Place among all such transfers of the transaction, in the order in which they were begun; the transaction's own value is
/// none of them. It does not depend on how the endpoint traces.
/// </param>
/// <param name="From">Who paid.</param>
/// <param name="To">Who was paid, never the payer itself.</param>
/// <param name="Value">Wei, more than zero.</param>
public sealed record InternalTransfer(int TransactionIndex, int Place, Address From, Address To, BigInteger Value);
