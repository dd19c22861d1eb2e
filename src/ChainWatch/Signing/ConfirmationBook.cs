using System.Data.Common;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using Dapper;

namespace ChainWatch.Signing;

/// <summary>The owners' consents that the ledger holds. What is read is verified again: the ledger is a file like any other.</summary>
public static class ConfirmationBook
{
    /// <summary>The consents to a proposal, in the order of their owners.</summary>
    /// <exception cref="ChainWatchException">A row is not the consent of the owner to whom it is ascribed.</exception>
    public static IReadOnlyList<OwnerSignature> Read(DbConnection connection, Proposal proposal) =>
    [
        .. connection.Query<(byte[] Owner, byte[] Signature)>(
            "SELECT owner, signature FROM confirmation WHERE proposal_id = @Id ORDER BY owner", new { proposal.Id })
            .Select(row => SignatureVerification.By(new Address(row.Owner), proposal.Transaction, row.Signature)),
    ];

    /// <summary>
    /// Adds consents that were verified against the Safe's owners, and moves the proposal to where they bring it. One
    /// that an owner gave already stays as it is.
    /// </summary>
    /// <exception cref="ChainWatchException">The chain has ended the proposal meanwhile, or a person has.</exception>
    public static void Add(
        DbConnection connection, Proposal proposal, IReadOnlyList<OwnerSignature> signatures, SafeCondition condition, DateTimeOffset now)
    {
        RequireOpen(proposal);
        connection.Execute(
            """
            INSERT INTO confirmation (proposal_id, owner, kind, signature, received_at) VALUES (@Id, @Owner, @Kind, @Signature, @now)
            ON CONFLICT DO NOTHING
            """,
            signatures.Select(signature => new { proposal.Id, signature.Owner, Kind = signature.Kind.Word(), Signature = signature.Bytes.ToArray(), now }));
        Count(connection, proposal, condition, now);
    }

    /// <summary>Makes sure that consents are still of use.</summary>
    /// <exception cref="ChainWatchException">The proposal has ended.</exception>
    public static void RequireOpen(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        if (!ProposalStates.Open.Contains(proposal.State))
        {
            throw new ChainWatchException(
                Refusal.Refused, "closed", $"Proposal {proposal.Id} is {proposal.State.Word()}: nothing of it can be signed any more.", $"See why with: chainwatch escrow show {proposal.Id}");
        }
    }

    /// <summary>
    /// Counts the consents of those who are owners now, and moves the proposal to where they bring it: forward by a
    /// signature or a lower threshold, back when an owner left or the threshold rose. What was sent waits for the chain.
    /// </summary>
    public static void Count(DbConnection connection, Proposal proposal, SafeCondition condition, DateTimeOffset now)
    {
        ProposalBook.NoteThreshold(connection, proposal.Id, condition.Threshold);
        var given = Read(connection, proposal);
        if (given.Count > 0 && proposal.State != ProposalState.Sent)
        {
            var count = given.Count(signature => condition.Owners.Contains(signature.Owner));
            ProposalBook.Move(connection, proposal, count >= condition.Threshold ? ProposalState.Ready : ProposalState.Proposed, now);
        }
    }
}
