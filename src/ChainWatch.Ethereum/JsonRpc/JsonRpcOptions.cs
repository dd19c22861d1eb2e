namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Limits of a <see cref="JsonRpcReader"/>. The defaults suit a hosted endpoint and a node of one's own.</summary>
public sealed record JsonRpcOptions
{
    /// <summary>Time from sending a request to having read its whole answer; 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest answer that is read, in bytes after decompression; 256 MiB.</summary>
    public int MaxResponseBytes { get; init; } = 256 << 20;

    /// <summary>Most calls in one JSON-RPC batch; 100. One turns batches off.</summary>
    public int MaxBatch { get; init; } = 100;

    /// <summary>Headers sent with every request, for example <c>Authorization</c>. Their values never reach a message.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The clock that measures <see cref="RequestTimeout"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
