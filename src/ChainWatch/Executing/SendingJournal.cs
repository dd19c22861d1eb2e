using System.Data.Common;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Executing;

/// <summary>What was signed to be sent, as the ledger has it. Each method is one statement or part of one transaction of its caller's.</summary>
public static class SendingJournal
{
    private const string Columns = """
        SELECT id, chain_id, sender, nonce, purpose, proposal_id, recipient, token, raw, transaction_hash, gas_limit, max_fee, priority_fee,
            signed_at, sent_at, mined_in_block, succeeded, cost, closed_at
        FROM sending
        """;

    /// <summary>What may still be mined, or be taken back by a reorg; the oldest first.</summary>
    public static IReadOnlyList<Sending> OpenOf(DbConnection connection, ulong chainId) =>
        [.. connection.Query<Sending>($"{Columns} WHERE chain_id = @chainId AND closed_at IS NULL ORDER BY id", new { chainId })];

    /// <summary>All with one account's nonce, the oldest first.</summary>
    public static IReadOnlyList<Sending> OfNonce(DbConnection connection, ulong chainId, Address sender, ulong nonce) => [.. connection.Query<Sending>(
        $"{Columns} WHERE chain_id = @chainId AND sender = @sender AND nonce = @nonce ORDER BY id", new { chainId, sender, nonce })];

    /// <summary>All that were signed for a proposal, the oldest first.</summary>
    public static IReadOnlyList<Sending> OfProposal(DbConnection connection, long proposalId) =>
        [.. connection.Query<Sending>($"{Columns} WHERE proposal_id = @proposalId ORDER BY id", new { proposalId })];

    /// <summary>The newest release of a token by a splitter; null where there was none.</summary>
    public static Sending? LastRelease(DbConnection connection, ulong chainId, Address splitter, Token token) => connection.QueryFirstOrDefault<Sending>(
        $"{Columns} WHERE chain_id = @chainId AND recipient = @splitter AND token = @token AND purpose = 'release' ORDER BY id DESC", new { chainId, splitter, token });

    /// <summary>Enters a signed transaction before it goes out, and returns its id.</summary>
    public static long Enter(DbConnection connection, Sending sending) => connection.ExecuteScalar<long>(
        """
        INSERT INTO sending (chain_id, sender, nonce, purpose, proposal_id, recipient, token, raw, transaction_hash, gas_limit, max_fee, priority_fee, signed_at)
        VALUES (@ChainId, @Sender, @Nonce, @purpose, @ProposalId, @Recipient, @Token, @Raw, @TransactionHash, @GasLimit, @MaxFee, @PriorityFee, @SignedAt)
        RETURNING id
        """,
        new
        {
            sending.ChainId,
            sending.Sender,
            sending.Nonce,
            purpose = Word(sending.Purpose),
            sending.ProposalId,
            sending.Recipient,
            sending.Token,
            sending.Raw,
            sending.TransactionHash,
            sending.GasLimit,
            sending.MaxFee,
            sending.PriorityFee,
            sending.SignedAt,
        });

    /// <summary>Notes that a transaction was handed over; the first time counts.</summary>
    public static void NoteSent(DbConnection connection, Sending sending, DateTimeOffset now) =>
        connection.Execute("UPDATE sending SET sent_at = coalesce(sent_at, @now) WHERE id = @Id", new { sending.Id, now });

    /// <summary>Notes what a receipt says.</summary>
    public static void NoteMined(DbConnection connection, Sending sending, Receipt receipt) => connection.Execute(
        "UPDATE sending SET mined_in_block = @BlockNumber, succeeded = @succeeded, cost = @cost WHERE id = @Id",
        new
        {
            sending.Id,
            receipt.BlockNumber,
            succeeded = receipt.Succeeded == true,
            cost = receipt.GasUsed * (receipt.EffectiveGasPrice ?? sending.MaxFee),
        });

    /// <summary>Notes that none with this account's nonce stands in a block, or no longer.</summary>
    public static void NoteUnmined(DbConnection connection, Sending sending) => connection.Execute(
        """
        UPDATE sending SET mined_in_block = NULL, succeeded = NULL, cost = NULL
        WHERE chain_id = @ChainId AND sender = @Sender AND nonce = @Nonce AND closed_at IS NULL
        """,
        sending.Account());

    /// <summary>Closes all with this account's nonce: one of them, or something else, used it in a final block.</summary>
    public static void Close(DbConnection connection, Sending sending, DateTimeOffset now) => connection.Execute(
        "UPDATE sending SET closed_at = @now WHERE chain_id = @ChainId AND sender = @Sender AND nonce = @Nonce AND closed_at IS NULL",
        new { sending.ChainId, sending.Sender, sending.Nonce, now });

    /// <summary>Wei that an account's transactions cost which were closed from a moment on, with the most that the open ones can cost.</summary>
    public static BigInteger SpentSince(DbConnection connection, ulong chainId, Address sender, DateTimeOffset from) => connection
        .Query<Sending>($"{Columns} WHERE chain_id = @chainId AND sender = @sender AND (closed_at IS NULL OR closed_at >= @from)", new { chainId, sender, from })
        .GroupBy(sending => sending.Nonce)
        .Aggregate(BigInteger.Zero, (sum, attempts) => sum + CostOf([.. attempts]));

    // Of those with one nonce at most one is mined.
    private static BigInteger CostOf(IReadOnlyList<Sending> attempts) =>
        attempts.FirstOrDefault(attempt => attempt.Cost is not null)?.Cost
        ?? attempts.Where(attempt => attempt.ClosedAt is null).Select(attempt => attempt.MostCost).DefaultIfEmpty().Max();

    private static object Account(this Sending sending) => new { sending.ChainId, sending.Sender, sending.Nonce };

    private static string Word(SendingPurpose purpose) => purpose.ToString().ToLowerInvariant();
}
