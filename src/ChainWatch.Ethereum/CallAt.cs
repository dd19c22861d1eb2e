namespace ChainWatch.Ethereum;

/// <summary>A call that changes nothing, after a block.</summary>
/// <param name="Contract">Who is called.</param>
/// <param name="Data">The calldata.</param>
/// <param name="Block">The block after which it is executed.</param>
public readonly record struct CallAt(Address Contract, ReadOnlyMemory<byte> Data, BlockTag Block);

/// <summary>An account after a block.</summary>
/// <param name="Address">The account.</param>
/// <param name="Block">The block.</param>
public readonly record struct AccountAt(Address Address, BlockTag Block);
