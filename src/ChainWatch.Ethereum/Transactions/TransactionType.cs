namespace ChainWatch.Ethereum.Transactions;

/// <summary>The types of transaction (EIP-2718) that this library reads and writes.</summary>
public enum TransactionType
{
    /// <summary>Without a type byte; with a chain id since EIP-155.</summary>
    Legacy = 0,

    /// <summary>With an access list (EIP-2930, Berlin).</summary>
    AccessList = 1,

    /// <summary>With a maximum fee and a priority fee (EIP-1559, London).</summary>
    DynamicFee = 2,

    /// <summary>With blobs, of which it names the hashes (EIP-4844, Cancun).</summary>
    Blob = 3,

    /// <summary>With authorizations that set the code of accounts (EIP-7702, Prague).</summary>
    SetCode = 4,
}
