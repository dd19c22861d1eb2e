using System.Numerics;

namespace ChainWatch.Ethereum;

/// <summary>
/// A block header as <c>eth_getBlockByNumber</c> sends it. A field that a fork introduced is null before that fork.
/// <see cref="Hash"/> is the endpoint's claim until it has been recomputed (<c>Proofs.HeaderHash</c>).
/// </summary>
public sealed record BlockHeader
{
    /// <summary>The block's hash, as the endpoint claims it.</summary>
    public required Hash32 Hash { get; init; }

    /// <summary>The hash of the block before this one.</summary>
    public required Hash32 ParentHash { get; init; }

    /// <summary>Height; the genesis block has 0.</summary>
    public required ulong Number { get; init; }

    /// <summary>Seconds since 1970-01-01 UTC.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>The 2048-bit bloom of all log addresses and topics of the block: 256 bytes.</summary>
    public ReadOnlyMemory<byte> LogsBloom { get; init; }

    /// <summary>Hash of the list of ommers (<c>sha3Uncles</c>).</summary>
    public Hash32 OmmersHash { get; init; }

    /// <summary>Recipient of fees (<c>miner</c>).</summary>
    public Address Beneficiary { get; init; }

    /// <summary>Root of the state trie after this block.</summary>
    public Hash32 StateRoot { get; init; }

    /// <summary>Root of the trie of this block's transactions.</summary>
    public Hash32 TransactionsRoot { get; init; }

    /// <summary>Root of the trie of this block's receipts.</summary>
    public Hash32 ReceiptsRoot { get; init; }

    /// <summary>Proof-of-work difficulty; 0 since the merge.</summary>
    public BigInteger Difficulty { get; init; }

    /// <summary>Gas limit of the block.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>Gas used by the block's transactions.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>Free bytes, 32 at most on Ethereum; more on some chains.</summary>
    public ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>Proof-of-work mix hash; since the merge the beacon chain's randomness.</summary>
    public Hash32 MixHash { get; init; }

    /// <summary>Proof-of-work nonce: 8 bytes.</summary>
    public ReadOnlyMemory<byte> Nonce { get; init; }

    /// <summary>Base fee per gas in wei (EIP-1559, London).</summary>
    public BigInteger? BaseFeePerGas { get; init; }

    /// <summary>Root of the withdrawals (EIP-4895, Shanghai).</summary>
    public Hash32? WithdrawalsRoot { get; init; }

    /// <summary>Blob gas used (EIP-4844, Cancun).</summary>
    public ulong? BlobGasUsed { get; init; }

    /// <summary>Excess blob gas (EIP-4844, Cancun).</summary>
    public ulong? ExcessBlobGas { get; init; }

    /// <summary>Root of the parent beacon block (EIP-4788, Cancun).</summary>
    public Hash32? ParentBeaconBlockRoot { get; init; }

    /// <summary>Hash of the execution requests (EIP-7685, Prague).</summary>
    public Hash32? RequestsHash { get; init; }

    /// <summary>Names of fields that every header has and that the endpoint did not send; with any of them the header's hash cannot be verified.</summary>
    public IReadOnlyList<string> MissingFields { get; init; } = [];

    /// <summary>Names of fields that this library does not know; with any of them the header's hash cannot be verified.</summary>
    public IReadOnlyList<string> UnknownFields { get; init; } = [];
}
