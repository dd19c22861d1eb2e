namespace ChainWatch.Signing;

/// <summary>How an owner consents (safe-smart-account, docs/signatures.md); the Safe tells them apart by the last byte, v.</summary>
public enum SignatureKind
{
    /// <summary>The owner's key signed the transaction's hash as typed data: v is 27 or 28.</summary>
    Eip712,

    /// <summary>The owner's key signed the transaction's hash as a message (EIP-191): v is 31 or 32.</summary>
    EthSign,

    /// <summary>The owner is a contract that answers for its signature (EIP-1271): v is 0.</summary>
    Contract,

    /// <summary>The owner approved the hash on the chain, or executes the transaction itself: v is 1.</summary>
    ApprovedHash,
}

/// <summary>The words by which tables and JSON name kinds of signatures.</summary>
public static class SignatureKinds
{
    /// <summary>The word for a kind.</summary>
    public static string Word(this SignatureKind kind) => kind switch
    {
        SignatureKind.Eip712 => "eip712",
        SignatureKind.EthSign => "eth_sign",
        SignatureKind.Contract => "contract",
        _ => "approved-hash",
    };

    /// <summary>The kind that a Safe takes a part of a blob for; null where it would take it for none.</summary>
    internal static SignatureKind? OfV(byte v) => v switch
    {
        0 => SignatureKind.Contract,
        1 => SignatureKind.ApprovedHash,
        27 or 28 => SignatureKind.Eip712,
        31 or 32 => SignatureKind.EthSign,
        _ => null,
    };
}
