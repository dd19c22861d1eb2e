using System.Numerics;

namespace ChainWatch.Ethereum.Transactions;

/// <summary>What recent blocks paid for gas, as <c>eth_feeHistory</c> sends it; fees are wei per gas.</summary>
/// <param name="OldestBlock">The first block that it covers.</param>
/// <param name="BaseFeePerGas">The base fee of each block, and behind them that of the block to come.</param>
/// <param name="Rewards">For each block, the priority fee at each percentile that was asked for; empty where none was.</param>
public sealed record FeeHistory(
    ulong OldestBlock, IReadOnlyList<BigInteger> BaseFeePerGas, IReadOnlyList<IReadOnlyList<BigInteger>> Rewards);
