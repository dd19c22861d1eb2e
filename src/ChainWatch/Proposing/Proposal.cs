using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Proposing;

/// <summary>What a proposal is for.</summary>
public enum Purpose
{
    /// <summary>Sets tax aside: from the treasury to the escrow.</summary>
    Escrow,

    /// <summary>Pays tax: from the escrow to the authority.</summary>
    Settlement,

    /// <summary>Uses up the nonce of another proposal, so that it can never be executed.</summary>
    Rejection,

    /// <summary>Asked for by hand, for no due in particular.</summary>
    Manual,
}

/// <summary>One thing that a proposal moves.</summary>
/// <param name="Token">In what.</param>
/// <param name="Amount">Base units.</param>
/// <param name="Beneficiary">To whom.</param>
public sealed record Transfer(Token Token, BigInteger Amount, Address Beneficiary);

/// <summary>A Safe transaction for the owners to sign, and how far it has come.</summary>
/// <param name="Id">Its id in the ledger.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Transaction">What the owners sign.</param>
/// <param name="SafeVersion">The Safe's version when it was drafted.</param>
/// <param name="Threshold">How many owners must sign, as last counted.</param>
/// <param name="Transfers">What it moves, of each token once, in order; nothing for a rejection.</param>
/// <param name="DraftedAt">When it was drafted.</param>
/// <param name="SentTransaction">The transaction that was sent to execute it.</param>
/// <param name="ExecutedIn">The transaction in which the Safe executed it.</param>
/// <param name="Reason">Why it failed, was superseded or rejected.</param>
public sealed record Proposal(
    long Id,
    ProposalState State,
    Purpose Purpose,
    SafeTransaction Transaction,
    string SafeVersion,
    int Threshold,
    IReadOnlyList<Transfer> Transfers,
    DateTimeOffset DraftedAt,
    Hash32? SentTransaction = null,
    Hash32? ExecutedIn = null,
    string? Reason = null)
{
    /// <summary>What stands for a Safe's version where the account is one key's own.</summary>
    public const string Eoa = "eoa";

    /// <summary>By which the proposal is named for good: what the owners of a Safe sign; of an account of one key, the hash of its transfer.</summary>
    public Hash32 Hash => IsEoa ? KeyPayer.HashOf(Transaction) : Transaction.SafeTxHash;

    /// <summary>Whether one key pays by itself: nobody signs the proposal, the key signs the sending.</summary>
    public bool IsEoa => SafeVersion == Eoa;
}
