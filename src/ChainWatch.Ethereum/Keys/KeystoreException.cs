namespace ChainWatch.Ethereum.Keys;

/// <summary>Why a keystore could not be opened.</summary>
public enum KeystoreFailure
{
    /// <summary>The file is well formed, and this passphrase does not open it (or ciphertext, salt or MAC were changed, which looks the same).</summary>
    WrongPassphrase,

    /// <summary>The file is no Web3 Secret Storage, lacks something, or holds another key than it says.</summary>
    Damaged,

    /// <summary>Another version, cipher or key derivation than this library reads.</summary>
    NotSupported,

    /// <summary>Opening it would take more memory or time than is allowed here.</summary>
    TooCostly,
}

/// <summary>A keystore that could not be opened. No message holds a secret.</summary>
public sealed class KeystoreException : Exception
{
    /// <summary>A failure of this kind.</summary>
    public KeystoreException(KeystoreFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What is wrong.</summary>
    public KeystoreFailure Failure { get; }
}
