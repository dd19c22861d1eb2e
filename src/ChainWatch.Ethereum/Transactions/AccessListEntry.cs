namespace ChainWatch.Ethereum.Transactions;

/// <summary>An address, and the storage slots of it, that a transaction declares it will touch (EIP-2930).</summary>
public sealed record AccessListEntry(Address Address, IReadOnlyList<Hash32> StorageKeys);
