using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;

namespace ChainWatch.Executing;

/// <summary>That a Safe executed a transaction, as its own event says.</summary>
/// <param name="SafeTxHash">What was executed.</param>
/// <param name="Succeeded">Whether what it called succeeded; its nonce is used either way.</param>
/// <param name="Log">The event.</param>
public sealed record SafeExecution(Hash32 SafeTxHash, bool Succeeded, Log Log)
{
    // The hash is indexed since 1.4.0 and was not before, under the same first topic: the number of topics tells.
    private static readonly AbiContract Before140 = AbiContract.Parse(
        "event ExecutionSuccess(bytes32 txHash, uint256 payment)", "event ExecutionFailure(bytes32 txHash, uint256 payment)");

    private static readonly AbiEvent[] Successes = [ContractAbi.Safe.Event("ExecutionSuccess"), Before140.Event("ExecutionSuccess")];
    private static readonly AbiEvent[] Failures = [ContractAbi.Safe.Event("ExecutionFailure"), Before140.Event("ExecutionFailure")];

    /// <summary>What to ask an endpoint for, without a range of blocks.</summary>
    public static LogFilter Query(Address safe) => new() { Addresses = [safe], Topics = [[Successes[0].Topic0, Failures[0].Topic0]] };

    /// <summary>Reads an event of a Safe; null for one that is neither.</summary>
    public static SafeExecution? Read(Log log)
    {
        var success = Array.Find(Successes, candidate => candidate.Matches(log));
        var said = success ?? Array.Find(Failures, candidate => candidate.Matches(log));
        return said is null ? null : new SafeExecution(said.Decode(log).Hash("txHash"), success is not null, log);
    }
}
