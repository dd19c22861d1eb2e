namespace ChainWatch.Ethereum.Keys;

/// <summary>Why nothing was signed.</summary>
public enum SignerFailure
{
    /// <summary>Whoever holds the signer said no.</summary>
    Refused,

    /// <summary>The signer could not be reached, is locked, or did not answer: trying again may help.</summary>
    Unavailable,

    /// <summary>The signer cannot sign this kind of thing.</summary>
    NotSupported,
}

/// <summary>A signer that did not sign.</summary>
public sealed class SignerException : Exception
{
    /// <summary>A failure of the signer of <paramref name="address"/>.</summary>
    public SignerException(SignerFailure failure, Address address, string reason, Exception? innerException = null)
        : base($"{address} did not sign: {reason}", innerException) => (Failure, Address) = (failure, address);

    /// <summary>What it means for who asked.</summary>
    public SignerFailure Failure { get; }

    /// <summary>The account that was to sign.</summary>
    public Address Address { get; }
}
