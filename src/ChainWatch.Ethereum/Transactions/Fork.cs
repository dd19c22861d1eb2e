namespace ChainWatch.Ethereum.Transactions;

/// <summary>The hard forks of Ethereum that changed which transactions are valid or what they cost, in order.</summary>
public enum Fork
{
    /// <summary>July 2015.</summary>
    Frontier,

    /// <summary>EIP-2: low s; creating a contract costs 32,000 more.</summary>
    Homestead,

    /// <summary>EIP-155: chain ids. (The tests call it EIP158.)</summary>
    SpuriousDragon,

    /// <summary>EIP-2028: call data costs 16 a byte.</summary>
    Istanbul,

    /// <summary>EIP-2930: access lists.</summary>
    Berlin,

    /// <summary>EIP-1559: base fee.</summary>
    London,

    /// <summary>EIP-3860: initialization code is bounded and costs.</summary>
    Shanghai,

    /// <summary>EIP-4844: blobs.</summary>
    Cancun,

    /// <summary>EIP-7702: set-code transactions; EIP-7623: a floor under the cost of call data.</summary>
    Prague,
}
