namespace ChainWatch.Ethereum.Proofs;

/// <summary>Something that cannot be encoded, or a proof that is broken. The message says which part.</summary>
public sealed class ProofException : Exception
{
    /// <summary>A failure for the reason given.</summary>
    public ProofException(string reason, Exception? innerException = null)
        : base(reason, innerException)
    {
    }
}
