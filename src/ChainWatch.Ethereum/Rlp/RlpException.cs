namespace ChainWatch.Ethereum.Rlp;

/// <summary>Bytes that are not the one canonical RLP encoding of what was asked for. The message names the offset.</summary>
public sealed class RlpException : Exception
{
    /// <summary>A fault at <paramref name="offset"/> bytes from the start of the decoded input.</summary>
    public RlpException(int offset, string reason)
        : base($"RLP at byte {offset}: {reason}")
    {
        Offset = offset;
    }

    /// <summary>Where the faulty item starts, in bytes from the start of the decoded input.</summary>
    public int Offset { get; }
}
