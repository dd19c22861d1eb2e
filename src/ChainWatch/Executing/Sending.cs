using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Executing;

/// <summary>What a transaction is sent for.</summary>
public enum SendingPurpose
{
    /// <summary>A Safe executes a proposal.</summary>
    Execution,

    /// <summary>A TaxSplitter divides what it holds.</summary>
    Release,

    /// <summary>A single key's account carries out a proposal itself.</summary>
    Transfer,
}

/// <summary>A transaction that was signed to be sent, and what is known of it. Several with one sender and nonce replace each other.</summary>
public sealed record Sending
{
    /// <summary>Its id in the ledger.</summary>
    public long Id { get; init; }

    /// <summary>EIP-155 id.</summary>
    public ulong ChainId { get; init; }

    /// <summary>The account that pays its gas.</summary>
    public Address Sender { get; init; }

    /// <summary>That account's nonce.</summary>
    public ulong Nonce { get; init; }

    /// <summary>What it is for.</summary>
    public SendingPurpose Purpose { get; init; }

    /// <summary>The proposal that it carries out; null for a release.</summary>
    public long? ProposalId { get; init; }

    /// <summary>Who is called.</summary>
    public Address Recipient { get; init; }

    /// <summary>What a release divides; null for everything else.</summary>
    public Token? Token { get; init; }

    /// <summary>The signed transaction.</summary>
    public byte[] Raw { get; init; } = [];

    /// <summary>Its hash.</summary>
    public Hash32 TransactionHash { get; init; }

    /// <summary>The most gas that it may use.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>The most wei that it pays for each gas.</summary>
    public BigInteger MaxFee { get; init; }

    /// <summary>The most wei of it for the block's builder.</summary>
    public BigInteger PriorityFee { get; init; }

    /// <summary>When it was signed.</summary>
    public DateTimeOffset SignedAt { get; init; }

    /// <summary>When it was first handed to an endpoint; null before.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The block that it was last seen in; null while it is in none.</summary>
    public ulong? MinedInBlock { get; init; }

    /// <summary>Whether it did what it was sent for, as its receipt says; null while it is not mined.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>Wei that it cost; null while it is not mined.</summary>
    public BigInteger? Cost { get; init; }

    /// <summary>When nothing more could come of its account's nonce; null while something can.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Wei that it can cost at most, or did cost.</summary>
    public BigInteger MostCost => Cost ?? (GasLimit * MaxFee);
}
