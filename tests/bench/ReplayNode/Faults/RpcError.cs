namespace ChainWatch.Replay.Faults;

/// <summary>A call that is refused.</summary>
internal sealed class RpcError(int code, string message) : Exception(message)
{
    public int Code => code;

    public static RpcError UnknownBlock => new(-32000, "unknown block");

    public static RpcError BeyondHead => new(-32000, "block range extends beyond current head block");

    public static RpcError Reverted => new(3, "execution reverted");

    public static RpcError NoMethod(string method) => new(-32601, $"the method {method} does not exist/is not available");

    public static RpcError BadParameters(string what) => new(-32602, $"invalid argument: {what}");
}
