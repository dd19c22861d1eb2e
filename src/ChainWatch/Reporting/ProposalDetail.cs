using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using ChainWatch.Ethereum;
using ChainWatch.Executing;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Signing;
using ChainWatch.Storage;

namespace ChainWatch.Reporting;

/// <summary>One owner's consent, as <c>escrow show</c> tells it.</summary>
public sealed record ConfirmationItem(string Owner, string Kind, string Signature);

/// <summary>A transaction that was signed to carry a proposal out.</summary>
/// <param name="TransactionHash">Its hash.</param>
/// <param name="Sender">Whose key signed it.</param>
/// <param name="Nonce">The sender's nonce; of those that share one at most one is ever mined.</param>
/// <param name="State"><c>signed</c>, <c>sent</c>, <c>mined</c>, <c>failed</c> (mined, and it reverted), or <c>dropped</c>: another used its nonce.</param>
/// <param name="BlockNumber">The block that it stands in; null while it is in none.</param>
public sealed record SendingItem(string TransactionHash, string Sender, ulong Nonce, string State, ulong? BlockNumber);

/// <summary>A proposal, as <c>escrow list</c> and <c>escrow show</c> tell it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="ChainId">EIP-155 id.</param>
/// <param name="Safe">Who pays.</param>
/// <param name="SafeVersion">Its version.</param>
/// <param name="Nonce">The Safe's nonce that it uses.</param>
/// <param name="To">Who is called.</param>
/// <param name="Value">Wei that go along.</param>
/// <param name="Data">Calldata.</param>
/// <param name="Operation">0 for a call, 1 for a delegatecall.</param>
/// <param name="SafeTxHash">What the owners sign.</param>
/// <param name="DomainSeparator">Its domain hash; null for an account of one key.</param>
/// <param name="MessageHash">Its message hash; null for an account of one key.</param>
/// <param name="Threshold">How many owners must sign, as last counted; 0 for an account of one key.</param>
/// <param name="Confirmations">Who has signed.</param>
/// <param name="Sendings">What was signed to carry it out, the oldest first.</param>
/// <param name="ExecutedIn">The transaction in which the Safe executed it.</param>
/// <param name="Reason">Why it ended otherwise.</param>
/// <param name="Decoded">What it does, in words.</param>
/// <param name="Amount">What moves, where it is one thing.</param>
/// <param name="Dues">The payments whose tax it sets aside.</param>
/// <param name="Amounts">Everything that moves, in order: several things in a batch, nothing in a rejection.</param>
/// <param name="Warnings">What whoever signs it should know beside what it does.</param>
/// <param name="Differences">What of it is not as the ledger says; nothing where all is.</param>
public sealed record ProposalItem(
    string Id,
    string State,
    string Purpose,
    ulong ChainId,
    string Safe,
    string SafeVersion,
    string Nonce,
    string To,
    string Value,
    string Data,
    int Operation,
    string SafeTxHash,
    string? DomainSeparator,
    string? MessageHash,
    int Threshold,
    IReadOnlyList<ConfirmationItem> Confirmations,
    IReadOnlyList<SendingItem> Sendings,
    string? ExecutedIn,
    string? Reason,
    IReadOnlyList<string> Decoded,
    Amount? Amount,
    IReadOnlyList<ProposalDue> Dues,
    IReadOnlyList<Amount> Amounts,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Differences)
{
    /// <summary>Whether the account is one key's own.</summary>
    [JsonIgnore]
    public bool IsEoa => SafeVersion == Proposal.Eoa;
}

/// <summary>A part of a proposal that is one payment's due.</summary>
public sealed record ProposalDue(string? IncomeId, string BaseUnits);

/// <summary>Which proposals are there, and what do they do?</summary>
public static class ProposalDetail
{
    /// <summary>Every proposal, newest first.</summary>
    public static IReadOnlyList<ProposalItem> ReadAll(Ledger ledger) =>
        ledger.Read(connection => ProposalBook.All(connection).Select(proposal => Describe(connection, proposal)).ToList());

    /// <summary>One proposal; null where there is none.</summary>
    public static ProposalItem? Read(Ledger ledger, long id) =>
        ledger.Read(connection => ProposalBook.Find(connection, id) is { } proposal ? Describe(connection, proposal) : null);

    private static ProposalItem Describe(DbConnection connection, Proposal proposal)
    {
        var transaction = proposal.Transaction;
        var tokens = TokenBook.ReadTrusted(connection, transaction.ChainId);
        var description = CalldataDescription.Of(proposal, tokens);
        var amounts = proposal.Transfers.Select(moved => AmountOf(moved, tokens)).ToList();
        return new ProposalItem(
            Number(proposal.Id),
            proposal.State.Word(),
            proposal.Purpose.ToString().ToLowerInvariant(),
            transaction.ChainId,
            transaction.Safe.ToString(),
            proposal.SafeVersion,
            Number(transaction.Nonce),
            transaction.To.ToString(),
            Number(transaction.Value),
            Hex.Encode(transaction.Data.Span),
            (int)transaction.Operation,
            proposal.Hash.ToString(),
            proposal.IsEoa ? null : transaction.DomainSeparator.ToString(),
            proposal.IsEoa ? null : transaction.MessageHash.ToString(),
            proposal.Threshold,
            [.. ConfirmationBook.Read(connection, proposal).Select(Describe)],
            [.. SendingJournal.OfProposal(connection, proposal.Id).Select(Describe)],
            proposal.ExecutedIn?.ToString(),
            proposal.Reason,
            [.. description.Calls.Select(call => call.ToString())],
            amounts is [var only] ? only : null,
            [.. ProposalBook.DuesOf(connection, proposal.Id).Select(due => new ProposalDue(due.IncomeId is { } id ? Number(id) : null, Number(due.Amount)))],
            amounts,
            description.Warnings,
            LedgerComparison.Differences(connection, proposal));
    }

    // Of a token whose decimals are in doubt, base units.
    private static Amount AmountOf(Transfer moved, IReadOnlyDictionary<Token, TokenDescription> tokens) => tokens.TryGetValue(moved.Token, out var token)
        ? Amount.Of(moved.Token, token.Symbol, token.Decimals, moved.Amount)
        : Amount.Of(moved.Token, $"{moved.Token}", 0, moved.Amount);

    private static ConfirmationItem Describe(OwnerSignature signature) =>
        new(signature.Owner.ToString(), signature.Kind.Word(), Hex.Encode(signature.Bytes.Span));

    private static SendingItem Describe(Sending sending) => new(
        sending.TransactionHash.ToString(),
        sending.Sender.ToString(),
        sending.Nonce,
        sending.MinedInBlock is not null ? sending.Succeeded == true ? "mined" : "failed"
            : sending.ClosedAt is not null ? "dropped"
            : sending.SentAt is not null ? "sent"
            : "signed",
        sending.MinedInBlock);

    private static string Number(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
