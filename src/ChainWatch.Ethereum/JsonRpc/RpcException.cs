namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>What a failed call means for its caller.</summary>
public enum RpcFailure
{
    /// <summary>Passing trouble (connection, time-out, HTTP 429 or 5xx, a node that is behind): try again later.</summary>
    Retry,

    /// <summary>The range or the result is larger than the endpoint allows: ask for less.</summary>
    RangeTooLarge,

    /// <summary>The endpoint does not know the method (-32601, -32004).</summary>
    NotSupported,

    /// <summary>The call was executed and reverted.</summary>
    Reverted,

    /// <summary>The request is wrong, or the answer makes no sense: trying again does not help.</summary>
    Final,
}

/// <summary>A JSON-RPC call that failed. The message names endpoint (credentials removed), method and block.</summary>
public sealed class RpcException : Exception
{
    /// <summary>A failure of <paramref name="method"/> at <paramref name="endpoint"/>.</summary>
    public RpcException(RpcFailure failure, string endpoint, string method, string reason, Exception? innerException = null)
        : base($"{endpoint} {method}: {reason}", innerException)
    {
        Failure = failure;
        Endpoint = endpoint;
        Method = method;
    }

    /// <summary>What the failure means for its caller.</summary>
    public RpcFailure Failure { get; }

    /// <summary>The endpoint, without credentials.</summary>
    public string Endpoint { get; }

    /// <summary>The JSON-RPC method, for example <c>eth_getLogs</c>.</summary>
    public string Method { get; }

    /// <summary>The block or range of blocks that the call was about, as the message names it; null for a call about none.</summary>
    public string? Block { get; init; }

    /// <summary>The JSON-RPC error code, where the endpoint sent one.</summary>
    public int? Code { get; init; }

    /// <summary>Revert data, where the endpoint sent it.</summary>
    public ReadOnlyMemory<byte> RevertData { get; init; }

    /// <summary>How long the endpoint asks to wait, where it says (Retry-After).</summary>
    public TimeSpan? RetryAfter { get; init; }
}
