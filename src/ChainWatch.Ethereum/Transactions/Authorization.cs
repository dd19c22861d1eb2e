using System.Numerics;

namespace ChainWatch.Ethereum.Transactions;

/// <summary>
/// An account's permission to run the code of <paramref name="Address"/> as its own (EIP-7702). A transaction may carry
/// invalid ones, which are skipped when it is executed, so that nothing here says that the signature is good.
/// </summary>
/// <param name="ChainId">The chain on which it holds, or 0 for all; below 2^256.</param>
/// <param name="Address">Where the code is.</param>
/// <param name="Nonce">The account's nonce for which it holds.</param>
/// <param name="YParity">Parity of the signature's y; 0 or 1 where it is good.</param>
/// <param name="R">The signature's r, below 2^256.</param>
/// <param name="S">The signature's s, below 2^256.</param>
public sealed record Authorization(BigInteger ChainId, Address Address, ulong Nonce, byte YParity, BigInteger R, BigInteger S);
