namespace ChainWatch.Ethereum.Abi;

/// <summary>The kinds of ABI types, and what a value of each is when it is decoded without a record to fill.</summary>
public enum AbiKind
{
    /// <summary><c>uint8</c> to <c>uint256</c>, and <c>ufixedMxN</c> as its integer times 10^N: a <see cref="System.Numerics.BigInteger"/>.</summary>
    UnsignedInteger,

    /// <summary><c>int8</c> to <c>int256</c>, and <c>fixedMxN</c> as its integer times 10^N: a <see cref="System.Numerics.BigInteger"/>.</summary>
    SignedInteger,

    /// <summary><c>address</c>: an <see cref="Ethereum.Address"/>.</summary>
    Address,

    /// <summary><c>bool</c>.</summary>
    Bool,

    /// <summary><c>bytes1</c> to <c>bytes31</c>, and <c>function</c> (address and selector, 24 bytes): bytes. <c>bytes32</c>: a <see cref="Hash32"/>.</summary>
    FixedBytes,

    /// <summary><c>bytes</c>: bytes.</summary>
    Bytes,

    /// <summary><c>string</c>: valid UTF-8 as a string.</summary>
    Text,

    /// <summary><c>T[]</c> and <c>T[k]</c>: a list.</summary>
    Array,

    /// <summary><c>(T1,T2,…)</c>: <see cref="AbiValues"/>.</summary>
    Tuple,
}
