using System.Data.Common;
using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using ChainWatch.Watching;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>What a stretch of blocks adds to the ledger.</summary>
/// <param name="Stretch">The blocks, and the sources that they were read for.</param>
/// <param name="Headers">Headers of a live stretch; none of another.</param>
/// <param name="Findings">What was recognized, by source.</param>
/// <param name="Tokens">What the findings' amounts are counted in.</param>
/// <param name="Blocks">What is known of the blocks of the findings, by hash; of the others there is the endpoint's word.</param>
/// <param name="Endpoints">How the chain's endpoints stand after all that.</param>
public sealed record Entry(
    Stretch Stretch,
    IReadOnlyList<BlockHeader> Headers,
    IReadOnlyList<(WatchedSource Source, Finding Finding)> Findings,
    IReadOnlyCollection<TokenDescription> Tokens,
    IReadOnlyDictionary<Hash32, ProvedBlock> Blocks,
    IReadOnlyList<EndpointStatus> Endpoints)
{
    /// <summary>The newest block of the findings whose balances no endpoint knows any more; null where there is none.</summary>
    public ulong? Forgotten { get; init; }

    /// <summary>Whether nobody asks for balances on this chain.</summary>
    public bool TrustsBalances { get; init; }

    internal BalanceCheck BalanceOf(Payment payment) => TrustsBalances && payment.ClaimsArrival ? BalanceCheck.Trusted : payment.Balance;

    internal Proof ProofOf(Finding finding) => Blocks.TryGetValue(finding.At.BlockHash, out var block) ? block.ProofOf(finding.At) : Proof.None;
}

/// <summary>
/// Writes what was recognized on one chain. Rows, blocks and cursors of what is recorded together are one transaction: all of
/// it is in the ledger, or none. Recording an entry twice changes nothing, and what a power cut takes the chain says again.
/// </summary>
public sealed class Recorder(Ledger ledger, ulong chainId)
{
    // Failures that halt a chain: a person must look, or enough endpoints must agree again.
    private static readonly string[] HaltCodes = [ForkSearch.TooDeepCode, Quorum.NoneCode, Chain.UnprovedCode, EndpointPool.NoneCode];

    /// <summary>Records entries, one after the other, and moves the cursors past them.</summary>
    /// <param name="entries">What to record: all of it, or nothing.</param>
    /// <param name="oldestKept">Blocks below this height leave the window: no reorg is followed that far.</param>
    /// <param name="now">When it is recorded.</param>
    public void Record(IReadOnlyList<Entry> entries, ulong oldestKept, DateTimeOffset now) => ledger.Write(connection =>
    {
        var totals = new TotalBook(chainId);
        using var income = new IncomeRows(connection, chainId, totals);
        using var movements = new MovementRows(connection, chainId);
        foreach (var entry in entries)
        {
            TokenBook.Add(connection, chainId, entry.Tokens);
            AddBlocks(connection, entry.Headers);
            AddEvidence(connection, entry, now);
            foreach (var (source, finding) in entry.Findings)
            {
                switch (finding)
                {
                    case Payment payment:
                        income.Add(source, payment, entry.ProofOf(payment), entry.BalanceOf(payment));
                        break;
                    case Movement movement:
                        movements.Add(source, movement, entry.ProofOf(movement));
                        break;
                    case Alarm alarm:
                        AlarmRows.Add(connection, chainId, source, alarm);
                        break;
                    default:
                        throw new InvalidOperationException($"{finding.GetType().Name} has no table.");
                }
            }

            MoveCursors(connection, entry.Stretch);
        }

        income.Write();
        connection.Execute("DELETE FROM block WHERE chain_id = @chainId AND number < @oldestKept", new { chainId, oldestKept });
        SettleForgotten(connection, entries, now);
        QuarantineAlerts.Tell(connection, chainId, income.Doubted, now);
        totals.Write(connection);
    }, Durability.Repeatable);

    /// <summary>
    /// Takes back what a reorg took back: rows are marked, never deleted, and cursors return, so that the blocks which
    /// stand there now are read next.
    /// </summary>
    /// <param name="firstOrphaned">Height of the first recorded block that is no longer on the chain.</param>
    /// <param name="now">When it was noticed.</param>
    public void Orphan(ulong firstOrphaned, DateTimeOffset now) => ledger.Write(connection =>
    {
        TakeBackTotals(connection, firstOrphaned);
        var doubted = connection.Query<long>(
            "SELECT DISTINCT source_id FROM income WHERE chain_id = @chainId AND block_number >= @firstOrphaned AND quarantine IS NOT NULL AND orphaned_at IS NULL",
            new { chainId, firstOrphaned }).AsList();
        connection.Execute(
            """
            UPDATE income SET orphaned_at = @now WHERE chain_id = @chainId AND block_number >= @firstOrphaned AND orphaned_at IS NULL;
            UPDATE movement SET orphaned_at = @now WHERE chain_id = @chainId AND block_number >= @firstOrphaned AND orphaned_at IS NULL;
            DELETE FROM block WHERE chain_id = @chainId AND number >= @firstOrphaned;
            UPDATE source SET next_block = CASE WHEN from_block > @firstOrphaned THEN from_block ELSE @firstOrphaned END
            WHERE chain_id = @chainId AND next_block > @firstOrphaned;
            """,
            new { chainId, firstOrphaned, now });
        TokenBook.Orphan(connection, chainId, firstOrphaned, now);
        QuarantineAlerts.Tell(connection, chainId, doubted, now);
        AlarmRows.Orphan(connection, chainId, firstOrphaned, now);
        AccrualBook.Orphan(connection, chainId, firstOrphaned);
    }, Durability.Repeatable);

    /// <summary>Notes what was seen of the chain. What was final once stays final.</summary>
    /// <param name="head">The newest block.</param>
    /// <param name="final">Height of the newest final block; null when none is.</param>
    /// <param name="endpoints">How the chain's endpoints stand.</param>
    /// <param name="now">When it was seen.</param>
    public void Observe(BlockHeader head, ulong? final, IReadOnlyList<EndpointStatus> endpoints, DateTimeOffset now) => ledger.Write(connection =>
    {
        connection.Execute(
            """
            UPDATE chain SET head_block = @Number, head_time = @Timestamp, observed_at = @now, halted = NULL,
                final_block = CASE WHEN final_block IS NULL OR final_block < @final THEN @final ELSE final_block END,
                verify_to = CASE WHEN verify_to >= (SELECT min(next_block) FROM source WHERE source.chain_id = chain.chain_id) THEN verify_to END
            WHERE chain_id = @chainId
            """,
            new { chainId, head.Number, head.Timestamp, final, now });
        EndpointBook.Note(connection, chainId, endpoints, now);
        foreach (var key in HaltCodes.Select(HaltKey))
        {
            AlertBook.Close(connection, key, now);
        }
    }, Durability.Repeatable);

    /// <summary>Notes that a pass ended early, and where that halts the chain, why nothing more is recorded of it.</summary>
    /// <param name="failure">Why it ended; null where there was nothing new.</param>
    /// <param name="endpoints">How the chain's endpoints stand.</param>
    /// <param name="now">When it was noticed.</param>
    public void EndEarly(ChainWatchException? failure, IReadOnlyList<EndpointStatus> endpoints, DateTimeOffset now) => ledger.Write(connection =>
    {
        EndpointBook.Note(connection, chainId, endpoints, now);
        if (failure is not null && HaltCodes.Contains(failure.Code))
        {
            connection.Execute("UPDATE chain SET halted = @Message WHERE chain_id = @chainId", new { chainId, failure.Message });
            AlertBook.Raise(connection, new Alert(HaltKey(failure.Code), Severity.Critical, $"chain {chainId} is halted", failure.Message, failure.Hint), now);
        }
    });

    /// <summary>Up to which block every block is looked through for logs that were kept back; null where only samples are.</summary>
    public static ulong? VerifyUpTo(Ledger ledger, ulong chainId) => ledger.Read(connection =>
        connection.ExecuteScalar<ulong?>("SELECT verify_to FROM chain WHERE chain_id = @chainId", new { chainId }));

    /// <summary>Demands that what is recorded by now is looked through, block by block, when it is read again.</summary>
    public static void DemandVerification(DbConnection connection, ulong chainId) => connection.Execute(
        "UPDATE chain SET verify_to = (SELECT max(next_block) - 1 FROM source WHERE source.chain_id = chain.chain_id AND next_block > 0) WHERE chain_id = @chainId",
        new { chainId });

    private string ForgottenKey => $"balances:{chainId}";

    private string HaltKey(string code) => $"{code}:{chainId}";

    private void AddEvidence(DbConnection connection, Entry entry, DateTimeOffset now)
    {
        foreach (var block in entry.Blocks.Values)
        {
            ProofRows.Add(connection, chainId, block);
        }

        NoteObstacle(connection, entry.Blocks.Values, now);
        if (entry.Forgotten is { } forgotten)
        {
            NoteForgotten(connection, forgotten, now);
        }

        // Were it written later, a crash in between would lose what an endpoint was caught at.
        if (entry.Endpoints.Any(endpoint => endpoint.Accusations.Count > 0))
        {
            EndpointBook.RaiseAlerts(connection, chainId, entry.Endpoints, now);
        }
    }

    private void NoteObstacle(DbConnection connection, IEnumerable<ProvedBlock> blocks, DateTimeOffset now)
    {
        var key = $"unverified:{chainId}";
        if (blocks.Select(block => block.Obstacle).FirstOrDefault(obstacle => obstacle is not null) is { } obstacle)
        {
            AlertBook.Raise(
                connection,
                new Alert(
                    key,
                    Severity.Warning,
                    $"chain {chainId} cannot be proved",
                    $"Blocks of this chain cannot be proved, and endpoints are believed: {obstacle}.",
                    "Give several endpoints and a Quorum above 1. If the chain is one that cannot be proved, set its Verify to None."),
                now);
        }
        else if (blocks.Any(block => block.Proof == Proof.Verified))
        {
            AlertBook.Close(connection, key, now);
        }
    }

    private void NoteForgotten(DbConnection connection, ulong block, DateTimeOffset now) => AlertBook.Raise(
        connection,
        new Alert(
            ForgottenKey,
            Severity.Warning,
            $"balances of chain {chainId} are not all known",
            $"No endpoint has the state of block {block} any more: payments up to it are recorded as their events claim, and no balance confirms them.",
            "They are marked unchecked. To check them, add an endpoint that keeps old state (an archive node) and let the blocks be read again: chainwatch ledger rescan CHAIN --from BLOCK"),
        now);

    // Closed once no payment is left that somebody could have told the balance of.
    private void SettleForgotten(DbConnection connection, IReadOnlyList<Entry> entries, DateTimeOffset now)
    {
        if (AlertBook.OpenKeys(connection, ForgottenKey).Contains(ForgottenKey)
            && entries.Any(entry => entry.Findings.Any(found => found.Finding is Payment { Balance: BalanceCheck.Agreed or BalanceCheck.Disagreed }))
            && connection.ExecuteScalar<long>(
                "SELECT EXISTS (SELECT 1 FROM income WHERE chain_id = @chainId AND balance_check = 'unchecked' AND token <> @Native AND orphaned_at IS NULL)", new { chainId, Token.Native }) == 0)
        {
            AlertBook.Close(connection, ForgottenKey, now);
        }
    }

    private void AddBlocks(DbConnection connection, IReadOnlyList<BlockHeader> headers) => connection.Execute(
        "INSERT INTO block (chain_id, number, hash, parent_hash) VALUES (@chainId, @Number, @Hash, @ParentHash) ON CONFLICT DO NOTHING",
        headers.Select(header => new { chainId, header.Number, header.Hash, header.ParentHash }));

    private void TakeBackTotals(DbConnection connection, ulong firstOrphaned)
    {
        var totals = new TotalBook(chainId);
        foreach (var gone in connection.Query<GoneRow>(
            """
            SELECT source_id, token, kind, stage, occurred_at, amount FROM income
            WHERE chain_id = @chainId AND block_number >= @firstOrphaned AND orphaned_at IS NULL AND quarantine IS NULL
            """,
            new { chainId, firstOrphaned }))
        {
            totals.TakeBack(gone.SourceId, gone.Token, (gone.Kind, gone.Stage), gone.OccurredAt, gone.Amount);
        }

        totals.Write(connection);
    }

    private void MoveCursors(DbConnection connection, Stretch stretch)
    {
        var moved = connection.Execute(
            "UPDATE source SET next_block = @next WHERE id IN @Sources AND next_block = @From",
            new { next = stretch.To + 1, stretch.Sources, stretch.From });
        if (moved != stretch.Sources.Count)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "cursor-moved",
                $"Ledger: another program moved a cursor of chain {chainId} while blocks {stretch.From} to {stretch.To} were read; nothing of them was written.",
                "After chainwatch ledger rescan this is as it should be. The next pass goes on from where the cursor stands now.");
        }
    }

    private sealed class GoneRow
    {
        public long SourceId { get; init; }

        public Token Token { get; init; }

        public string Kind { get; init; } = "";

        public string Stage { get; init; } = "";

        public DateTimeOffset OccurredAt { get; init; }

        public BigInteger Amount { get; init; }
    }
}
