using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>
/// The same coin, seen twice: a source of native payments booked what a contract paid, and later a source about that very
/// contract reads the contract's own event, or the other way round. Whichever came first stands; the other is quarantined.
/// </summary>
public sealed class CoinDoubles(Ledger ledger, ulong chainId)
{
    private const string Kind = "native-payments";

    private HashSet<Address>? _wallets;

    /// <summary>The finding, quarantined where another source has recorded the same money.</summary>
    /// <param name="source">Whose finding it is.</param>
    /// <param name="finding">What was found.</param>
    public Finding Doubted(WatchedSource source, Finding finding)
    {
        ArgumentNullException.ThrowIfNull(source);
        return finding is Payment { Quarantine: null, Token.IsNative: true, Stage: Stage.Received } payment
            && IsWatched(source) && FindOther(source, payment) is { } other
            ? payment with { Quarantine = $"{other} recorded the same money already, by what the chain itself tells: release this only if it was paid twice" }
            : finding;
    }

    // Most wallets were never watched for coin, and need not be looked up payment by payment.
    private bool IsWatched(WatchedSource source)
    {
        _wallets ??= ledger.Read(connection => connection.Query<Address>(
            "SELECT DISTINCT beneficiary FROM income WHERE chain_id = @chainId AND kind = @Kind", new { chainId, Kind }).ToHashSet());
        return source.Recognizer is ICoinRecognizer || _wallets.Contains(source.Settings.Beneficiary);
    }

    private string? FindOther(WatchedSource source, Payment payment) => ledger.Read(connection => connection.QueryFirstOrDefault<string>(
        """
        SELECT s.name FROM income i JOIN source s ON s.id = i.source_id
        WHERE i.chain_id = @chainId AND i.block_number = @BlockNumber AND i.block_hash = @BlockHash AND i.transaction_hash = @TransactionHash
            AND i.token = @Token AND i.beneficiary = @Beneficiary AND i.payer = @Payer AND i.amount = @Amount AND i.orphaned_at IS NULL
            AND i.source_id <> @Id AND (i.kind = @Kind OR @Own = @Kind)
            AND NOT EXISTS (SELECT 1 FROM income o WHERE o.chain_id = @chainId AND o.block_number = @BlockNumber AND o.log_index = @LogIndex
                AND o.part = @Part AND o.block_hash = @BlockHash AND o.source_id = @Id AND o.quarantine IS NULL)
        """,
        new
        {
            chainId,
            payment.At.BlockNumber,
            payment.At.BlockHash,
            payment.At.LogIndex,
            payment.At.Part,
            payment.At.TransactionHash,
            payment.Token,
            payment.Payer,
            payment.Amount,
            source.Settings.Beneficiary,
            source.Id,
            Own = source.Settings.Kind,
            Kind,
        }));
}
