namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>An answer of a wrong shape; becomes an <see cref="RpcException"/> (<see cref="RpcFailure.Final"/>) that says where it came from.</summary>
internal sealed class AnswerException(string reason) : Exception(reason);
