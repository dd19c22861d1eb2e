using System.Numerics;
using System.Runtime.CompilerServices;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Splitting;
using ChainWatch.Storage;

namespace ChainWatch.Proposing;

/// <summary>
/// Drafts what sets outstanding dues aside: for each token one plain transfer from the treasury to the escrow, for its
/// owners to sign; all in one transaction only when a person asks for it. A due stands in one open proposal at most, so drafting again drafts nothing twice.
/// </summary>
public sealed class Proposer(Chain chain, Ledger ledger, EscrowSettings escrow, TreasurySettings treasury, TimeProvider clock)
{
    private readonly IPayer _payer = treasury.Kind == TreasuryKind.Eoa ? new KeyPayer(chain, ledger, treasury.Address) : new SafePayer(chain, treasury.Address);
    private readonly TreasuryAlerts _alerts = new(chain.Settings.ChainId, treasury.Address, escrow.MultisigAbove);
    private readonly WantedDues _dues = new(chain.Settings.ChainId, treasury.Address, escrow.MinimumTransfer);

    private ulong ChainId => chain.Settings.ChainId;

    private TreasuryGate Gate => new(ChainId, ledger, escrow, _alerts, clock);

    private Drafting Drafting => new(chain, ledger, _payer, clock);

    /// <summary>Drafts for every token whose dues are selected.</summary>
    /// <returns>The ids of what was drafted.</returns>
    /// <exception cref="ChainWatchException">The treasury is no Safe that ChainWatch knows, or it hashes otherwise.</exception>
    public async Task<IReadOnlyList<long>> RunAsync(Selection selection, CancellationToken cancellation)
    {
        var drafted = new List<long>();
        if (escrow.TaxEscrow is not { } destination || ledger.Read(connection => _dues.Read(connection, selection)) is not { Count: > 0 } wanted)
        {
            return drafted;
        }

        var condition = await _payer.ReadConditionAsync(cancellation);
        await foreach (var covered in CoveredAsync(Gate.Pass(condition, _dues, wanted), cancellation))
        {
            if (await DraftAsync([covered], destination, condition, cancellation) is { } id)
            {
                drafted.Add(id);
            }
        }

        return drafted;
    }

    /// <summary>Drafts the same in one transaction: a batch, or a plain call where it is one transfer only. Only a person asks for that.</summary>
    /// <returns>Its id; null where nothing was drafted.</returns>
    /// <exception cref="ChainWatchException">The treasury cannot batch, is no Safe that ChainWatch knows, or it hashes otherwise.</exception>
    public async Task<long?> BatchAsync(Selection selection, CancellationToken cancellation)
    {
        RequireBatching(treasury);
        if (escrow.TaxEscrow is not { } destination || ledger.Read(connection => _dues.Read(connection, selection)) is not { Count: > 0 } wanted)
        {
            return null;
        }

        var condition = await _payer.ReadConditionAsync(cancellation);
        var batch = await CoveredAsync(Gate.Pass(condition, _dues, wanted), cancellation).ToListAsync(cancellation);
        return batch.Count == 0 ? null : await DraftAsync(batch, destination, condition, cancellation)
            ?? throw Refuse("meanwhile", "something else was drafted meanwhile", "See it with: chainwatch escrow list");
    }

    /// <summary>Makes sure that a treasury can make several transfers in one transaction.</summary>
    /// <exception cref="ChainWatchException">It is no Safe.</exception>
    public static void RequireBatching(TreasurySettings treasury)
    {
        ArgumentNullException.ThrowIfNull(treasury);
        if (treasury.Kind != TreasuryKind.Safe)
        {
            throw Refuse("no-batch", treasury.Address, "only a Safe makes several transfers in one transaction", "Leave --batch, or name a Safe with --treasury.");
        }
    }

    /// <summary>Drafts a transfer to the escrow for no due in particular; when it is executed it counts toward dues, oldest first.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="ChainWatchException">The treasury may not be asked for it, or has less.</exception>
    public async Task<long> DraftManualAsync(Token token, BigInteger amount, Address destination, CancellationToken cancellation)
    {
        var condition = await _payer.ReadConditionAsync(cancellation);
        var due = ledger.Read(_dues.ReadAll).FirstOrDefault(dues => dues.Token == token) ?? new OutstandingDues(ChainId, token, [], 0);
        if (Gate.Pass(condition, _dues, [due]).Count == 0)
        {
            throw Refuse("not-accepted", "nothing is proposed to it now", "See why with: chainwatch alerts");
        }

        // What one key may move is measured by the dues: what goes beyond them, nobody has valued.
        if (condition.IsSingleKey && amount > due.Total)
        {
            throw Refuse("single-key", $"one key alone can move its money, and of {token} only {due.Total} base units are due", "Propose at most what is due.");
        }

        if (await SpendableAsync(token, cancellation) is var left && left < amount)
        {
            throw Refuse("too-little", $"it has {left} base units of {token} that no open proposal moves, not {amount}", "Propose less, or reject a proposal first.");
        }

        return await Drafting.TransfersAsync(Purpose.Manual, [new Transfer(token, amount, destination)], [], condition, cancellation)
            ?? throw Refuse("meanwhile", "something else was drafted meanwhile", "Type the command again.");
    }

    private Task<long?> DraftAsync(IReadOnlyList<OutstandingDues> tokens, Address destination, PayerCondition condition, CancellationToken cancellation) =>
        Drafting.TransfersAsync(
            Purpose.Escrow,
            [.. tokens.Select(dues => new Transfer(dues.Token, dues.Total, destination))],
            [.. tokens.SelectMany(dues => dues.Dues)],
            condition,
            cancellation);

    private async IAsyncEnumerable<OutstandingDues> CoveredAsync(IEnumerable<OutstandingDues> tokens, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var dues in tokens)
        {
            if (await CoveredAsync(dues, cancellation) is { Dues.Count: > 0 } covered)
            {
                yield return covered;
            }
        }
    }

    // A transfer of more than there is would fail and use up a nonce: the oldest dues that the treasury can pay are
    // drafted, and a person is told of the rest.
    private async Task<OutstandingDues> CoveredAsync(OutstandingDues dues, CancellationToken cancellation)
    {
        var left = await SpendableAsync(dues.Token, cancellation);
        var missing = dues.Total - left;
        var covered = dues with { Dues = [.. dues.Dues.TakeWhile(due => (left -= due.Amount).Sign >= 0)] };
        var now = clock.GetUtcNow();
        ledger.Write(connection =>
        {
            if (missing.Sign > 0)
            {
                AlertBook.Raise(connection, _alerts.TooLittle(dues, missing), now);
            }
            else
            {
                AlertBook.Close(connection, _alerts.ShortKey(dues.Token), now);
            }
        });
        return covered;
    }

    private async Task<BigInteger> SpendableAsync(Token token, CancellationToken cancellation) =>
        await TokenBalance.ReadAsync(chain, token, treasury.Address, BlockTag.Latest, cancellation)
        - ledger.Read(connection => ProposalBook.AmountInOpen(connection, ChainId, treasury.Address, token));

    private ChainWatchException Refuse(string code, string reason, string hint) => Refuse(code, treasury.Address, reason, hint);

    private static ChainWatchException Refuse(string code, Address treasury, string reason, string hint) =>
        new(Refusal.Refused, code, $"Nothing was drafted: the treasury {treasury}: {reason}.", hint);
}
