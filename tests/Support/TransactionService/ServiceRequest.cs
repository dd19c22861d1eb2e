namespace ChainWatch.Support.TransactionService;

/// <summary>A request as it came.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Body">As it was written; empty for a GET.</param>
/// <param name="ContentType">What it says that it is.</param>
/// <param name="Authorization">The header of that name.</param>
public sealed record ServiceRequest(string Method, string Path, string Body, string? ContentType = null, string? Authorization = null);

/// <summary>An answer: its status and its body; <c>Wait</c> is the header Retry-After, <c>Cut</c> lets the connection break in the middle.</summary>
public sealed record ServiceReply(int Status, string Body = "")
{
    public string? Wait { get; init; }

    public string? Location { get; init; }

    public bool Cut { get; init; }

    /// <summary>It never comes.</summary>
    public bool Never { get; init; }
}
