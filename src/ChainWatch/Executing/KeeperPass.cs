using System.Data.Common;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Executing;

/// <summary>
/// What a keeper does of its own accord: it executes proposals that enough owners have signed, and lets splitters divide
/// what they hold. One transaction is under way at a time; what one pass does not come to, the next does.
/// </summary>
public sealed class KeeperPass(Chain chain, Ledger ledger, KeeperSettings settings, KeptAccounts kept, ISigner signer, TimeProvider clock)
{
    private readonly Outbox _outbox = new(chain, ledger, clock);
    private readonly SendingTerms _terms = new() { DailyBudget = settings.DailyGasBudget, Rules = kept.Rules(chain.Settings.ChainId) };

    private ulong ChainId => chain.Settings.ChainId;

    private string BudgetKey => $"keeper-budget:{ChainId}";

    private string KeyKey => $"keeper-key:{ChainId}";

    /// <summary>Makes sure that the key may be a keeper's.</summary>
    /// <exception cref="ChainWatchException">It has a say in the money that it is to look after.</exception>
    /// <exception cref="RpcException">The chain could not be asked.</exception>
    public Task RequireStandingAsync(CancellationToken cancellation) => new KeeperStanding(chain, kept).RequireAsync(signer.Address, cancellation);

    /// <summary>Replaces what is stuck, else sends the next thing that there is to send.</summary>
    /// <exception cref="ChainWatchException">The key may not be a keeper's: it signs nothing more.</exception>
    /// <exception cref="RpcException">The endpoint failed; what was signed stands in the ledger.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var errands = await FindErrandsAsync(cancellation);
        if (errands.Count == 0 || !await MayAsync(cancellation))
        {
            return;
        }

        foreach (var errand in errands)
        {
            if (await TryAsync(errand))
            {
                return;
            }
        }
    }

    private async Task<IReadOnlyList<Errand>> FindErrandsAsync(CancellationToken cancellation)
    {
        var waiting = ledger.Read(connection => SendingJournal.OpenOf(connection, ChainId)).Where(open => open.Sender == signer.Address).ToList();
        var newest = waiting.Count == 0 ? null : waiting.MaxBy(sending => (sending.Nonce, sending.Id));
        if (newest is not null && waiting.TrueForAll(sending => sending.Nonce != newest.Nonce || sending.MinedInBlock is null))
        {
            return newest.SentAt is not null && clock.GetUtcNow() - newest.SignedAt >= settings.ReplaceAfter
                ? [new Errand(SendingAlerts.Key(newest), $"transaction {newest.TransactionHash}", () => _outbox.ReplaceAsync(newest, signer, _terms, cancellation))]
                : [];
        }

        return
        [
            .. settings.Execute ? await FindExecutionsAsync(cancellation) : [],
            .. settings.Release ? await FindReleasesAsync(cancellation) : [],
        ];
    }

    // Of each Safe the one that it takes next; one whose execution was mined and failed is left to a person.
    private async Task<IReadOnlyList<Errand>> FindExecutionsAsync(CancellationToken cancellation)
    {
        var executions = new List<Errand>();
        foreach (var ready in ledger.Read(ReadReady).GroupBy(proposal => proposal.Transaction.Safe))
        {
            var next = await new SafeReader(chain, ready.Key).ReadNonceAsync(cancellation);
            executions.AddRange(ready.Where(proposal => proposal.Transaction.Nonce == next).Take(1).Select(proposal => new Errand(
                SendingAlerts.ExecutionKey(proposal.Id), $"proposal {proposal.Id}", () => new Execution(chain, ledger, clock).SendAsync(proposal.Id, signer, _terms, cancellation))));
        }

        return executions;
    }

    private List<Proposal> ReadReady(DbConnection connection) =>
    [
        .. kept.Wallets.SelectMany(safe => ProposalBook.OpenOf(connection, ChainId, safe))
            .Where(proposal => proposal.State == ProposalState.Ready && !proposal.IsEoa)
            .Where(proposal => SendingJournal.OfProposal(connection, proposal.Id).All(sending => sending.Succeeded is null && sending.ClosedAt is not null)),
    ];

    private async Task<IReadOnlyList<Errand>> FindReleasesAsync(CancellationToken cancellation)
    {
        var releases = new List<Errand>();
        foreach (var (splitter, token) in kept.Splitters.SelectMany(splitter => ledger.Read(connection => ReadPaidIn(connection, splitter)).Select(token => (splitter, token))))
        {
            if (IsDue(splitter, token) && await HoldsAnyAsync(splitter, token, cancellation))
            {
                var call = new PlannedCall(SendingPurpose.Release, splitter, 0, SplitterContract.Release.Encode(token.Contract)) { Token = token };
                releases.Add(new Errand($"keeper-release:{ChainId}:{splitter}:{token}", $"TaxSplitter {splitter}", () => _outbox.SendAsync(call, signer, _terms, cancellation)));
            }
        }

        return releases;
    }

    // What nobody recorded as income is not divided of the keeper's own accord: anybody may send any token.
    private IReadOnlyList<Token> ReadPaidIn(DbConnection connection, Address splitter) => [.. connection.Query<Token>(
        "SELECT DISTINCT token FROM income WHERE chain_id = @ChainId AND beneficiary = @splitter AND quarantine IS NULL ORDER BY token", new { ChainId, splitter })];

    private bool IsDue(Address splitter, Token token) =>
        ledger.Read(connection => SendingJournal.LastRelease(connection, ChainId, splitter, token)) is not { } last
        || clock.GetUtcNow() - last.SignedAt >= settings.ReleaseEvery;

    private async Task<bool> HoldsAnyAsync(Address splitter, Token token, CancellationToken cancellation)
    {
        try
        {
            var answer = await chain.CallAsync(splitter, SplitterContract.Releasable.Encode(token.Contract), BlockTag.Latest, cancellation);
            return SplitterContract.Releasable.DecodeResult(answer) is var parts && (parts.Integer(0) + parts.Integer(1)).Sign > 0;
        }
        catch (RpcException reverted) when (reverted.Failure == RpcFailure.Reverted)
        {
            // A token that does not tell its balance cannot be divided; it keeps nothing else from being done.
            return false;
        }
    }

    private async Task<bool> MayAsync(CancellationToken cancellation)
    {
        try
        {
            await RequireStandingAsync(cancellation);
            AlertBook.Close(ledger, KeyKey, clock.GetUtcNow());
            return true;
        }
        catch (ChainWatchException refused)
        {
            Raise(KeyKey, Severity.Critical, "keeper", refused);
            throw;
        }
    }

    // What cannot be sent is told once and keeps nothing else from being sent.
    private async Task<bool> TryAsync(Errand errand)
    {
        try
        {
            await errand.Send();
            AlertBook.Close(ledger, errand.AlertKey, clock.GetUtcNow());
            AlertBook.Close(ledger, BudgetKey, clock.GetUtcNow());
            return true;
        }
        catch (ChainWatchException refused) when (refused.Refusal == Refusal.Refused)
        {
            Raise(refused.Code == SendingTerms.BudgetCode ? BudgetKey : errand.AlertKey, Severity.Warning, errand.Subject, refused);
            return false;
        }
    }

    private void Raise(string key, Severity severity, string subject, ChainWatchException refused) =>
        AlertBook.Raise(ledger, new Alert(key, severity, subject, $"The keeper: {refused.Message}", refused.Hint), clock.GetUtcNow());

    private sealed record Errand(string AlertKey, string Subject, Func<Task<Sending>> Send);
}
