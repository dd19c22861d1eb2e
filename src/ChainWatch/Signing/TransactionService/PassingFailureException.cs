namespace ChainWatch.Signing.TransactionService;

/// <summary>A failure that may pass: no answer, a broken one, or one that asks for patience.</summary>
internal sealed class PassingFailureException(string reason, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>How long the service asks to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
