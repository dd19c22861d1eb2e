namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>What went wrong with a call, before it is told with the call's endpoint, method and block.</summary>
internal sealed record RpcFault(RpcFailure Failure, string Reason)
{
    internal int? Code { get; init; }

    internal byte[] RevertData { get; init; } = [];

    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the fault is that several calls came at once.</summary>
    internal bool RefusesBatch { get; init; }
}

/// <summary>Carries a fault from the wire to where the call is known.</summary>
internal sealed class FaultException(RpcFault fault) : Exception(fault.Reason)
{
    internal RpcFault Fault { get; } = fault;
}
