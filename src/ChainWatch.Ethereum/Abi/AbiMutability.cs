namespace ChainWatch.Ethereum.Abi;

/// <summary>What a function may do (<c>stateMutability</c>).</summary>
public enum AbiMutability
{
    /// <summary>It may change state and takes no ether.</summary>
    NonPayable,

    /// <summary>It may change state and takes ether.</summary>
    Payable,

    /// <summary>It reads state.</summary>
    View,

    /// <summary>It computes from its arguments alone.</summary>
    Pure,
}
