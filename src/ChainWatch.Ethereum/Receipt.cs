using System.Numerics;

namespace ChainWatch.Ethereum;

/// <summary>What a transaction did, as <c>eth_getTransactionReceipt</c> and <c>eth_getBlockReceipts</c> send it.</summary>
public sealed record Receipt
{
    private const int WithBlobs = 3;
    private const int Deposit = 0x7e;

    /// <summary>EIP-2718 type: 0 legacy, 1 EIP-2930, 2 EIP-1559, 3 EIP-4844, 4 EIP-7702, 0x7e an OP-stack deposit.</summary>
    public required int Type { get; init; }

    /// <summary>The transaction.</summary>
    public required Hash32 TransactionHash { get; init; }

    /// <summary>Place of the transaction in its block.</summary>
    public required int TransactionIndex { get; init; }

    /// <summary>The block.</summary>
    public required Hash32 BlockHash { get; init; }

    /// <summary>Number of the block.</summary>
    public required ulong BlockNumber { get; init; }

    /// <summary>True for success; null before Byzantium, where <see cref="Root"/> stands instead.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>State root after the transaction (before Byzantium only).</summary>
    public Hash32? Root { get; init; }

    /// <summary>Gas used in the block up to and with this transaction.</summary>
    public required ulong CumulativeGasUsed { get; init; }

    /// <summary>Gas used by this transaction.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>Price paid per gas in wei, where the endpoint sends it.</summary>
    public BigInteger? EffectiveGasPrice { get; init; }

    /// <summary>Blob gas used by this transaction (EIP-4844), where it has blobs.</summary>
    public ulong? BlobGasUsed { get; init; }

    /// <summary>Price paid per blob gas in wei (EIP-4844), where it has blobs.</summary>
    public BigInteger? BlobGasPrice { get; init; }

    /// <summary>OP stack: wei paid beside the gas for the data that goes to the chain below.</summary>
    public BigInteger? L1Fee { get; init; }

    /// <summary>Sender of the transaction.</summary>
    public Address From { get; init; }

    /// <summary>Recipient; null when a contract was created.</summary>
    public Address? To { get; init; }

    /// <summary>Address of the contract that was created.</summary>
    public Address? ContractAddress { get; init; }

    /// <summary>The transaction's logs, in order.</summary>
    public required IReadOnlyList<Log> Logs { get; init; }

    /// <summary>Bloom of those logs: 256 bytes.</summary>
    public required ReadOnlyMemory<byte> LogsBloom { get; init; }

    /// <summary>OP-stack deposits: the deposit's nonce.</summary>
    public ulong? DepositNonce { get; init; }

    /// <summary>OP-stack deposits since Canyon: the receipt's version.</summary>
    public ulong? DepositReceiptVersion { get; init; }

    /// <summary>
    /// Wei that the sender paid for the transaction beside its value: gas, blobs, and the OP stack's fee for data; nothing for
    /// a deposit, which was paid for below. Null where the endpoint does not tell all of it. The OP stack's operator fee is not in it.
    /// </summary>
    public BigInteger? Fee =>
        Type == Deposit ? BigInteger.Zero
        : GasUsed == 0 || (Type == WithBlobs && (BlobGasUsed is null || BlobGasPrice is null)) ? null
        : (EffectiveGasPrice * GasUsed) + ((BlobGasUsed ?? 0) * (BlobGasPrice ?? 0)) + (L1Fee ?? 0);
}
