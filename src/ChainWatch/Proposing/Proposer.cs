using System.Data.Common;
using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Proposing;

/// <summary>
/// Drafts what sets outstanding dues aside: for each token one plain transfer from the treasury Safe to the escrow, for
/// its owners to sign. A due stands in one open proposal at most, so drafting again drafts nothing twice.
/// </summary>
public sealed class Proposer(Chain chain, Ledger ledger, EscrowSettings escrow, TreasurySettings treasury, TimeProvider clock)
{
    private readonly SafeReader _safe = new(chain, treasury.Address);
    private readonly TreasuryAlerts _alerts = new(chain.Settings.ChainId, treasury.Address, escrow.MultisigAbove);

    private ulong ChainId => chain.Settings.ChainId;

    /// <summary>Drafts for every token whose dues are worth a transfer.</summary>
    /// <returns>How many proposals were drafted.</returns>
    /// <exception cref="ChainWatchException">The treasury is no Safe that ChainWatch knows, or it hashes otherwise.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (escrow.TaxEscrow is not { } destination)
        {
            return 0;
        }

        if (ledger.Read(DueLedger.ReadOutstanding).Any(dues => dues.ChainId == ChainId && dues.Credit.Sign > 0))
        {
            ledger.Write(UseCredit);
        }

        var wanted = ledger.Read(ReadWanted);
        if (wanted.Count == 0)
        {
            return 0;
        }

        var condition = await _safe.ReadConditionAsync(cancellation);
        if (!IsAccepted(condition))
        {
            return 0;
        }

        var nonce = Math.Max(await _safe.ReadNonceAsync(cancellation), ledger.Read(NextFreeNonce));
        var drafted = 0;
        foreach (var dues in wanted)
        {
            if (await CoveredAsync(dues, cancellation) is { Dues.Count: > 0 } covered)
            {
                await DraftAsync(covered, destination, nonce++, condition, cancellation);
                drafted++;
            }
        }

        return drafted;
    }

    // A transfer of more than there is would fail and use up a nonce: the oldest dues that the treasury can pay are
    // drafted, and a person is told of the rest.
    private async Task<OutstandingDues> CoveredAsync(OutstandingDues dues, CancellationToken cancellation)
    {
        var left = await TokenBalance.ReadAsync(chain, dues.Token, treasury.Address, BlockTag.Latest, cancellation) - ledger.Read(connection => AmountInOpenProposals(connection, dues.Token));
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

    private BigInteger AmountInOpenProposals(DbConnection connection, Token token) => ProposalBook.OpenOf(connection, ChainId, treasury.Address)
        .Select(proposal => proposal.Transfer).Where(transfer => transfer?.Token == token)
        .Aggregate(BigInteger.Zero, (sum, transfer) => sum + transfer!.Amount);

    private async Task DraftAsync(OutstandingDues dues, Address destination, ulong nonce, SafeCondition condition, CancellationToken cancellation)
    {
        var transfer = new Transfer(dues.Token, dues.Total, destination);
        var transaction = TransferOf(transfer, nonce);
        await _safe.ConfirmHashAsync(transaction, cancellation);
        var now = clock.GetUtcNow();
        ledger.Write(connection =>
        {
            ProposalBook.Add(
                connection,
                new Proposal(0, ProposalState.Draft, Purpose.Escrow, transaction, condition.Version, condition.Threshold, transfer, now),
                dues.Dues.Select(due => (due.IncomeId, due.Amount)));

            // Whatever executes it comes after the final blocks; it may come below today's head, after a reorg.
            connection.Execute(
                """
                INSERT INTO safe_cursor (chain_id, safe, next_block)
                SELECT chain_id, @Address, final_block + 1 FROM chain WHERE chain_id = @ChainId
                ON CONFLICT DO NOTHING
                """,
                new { ChainId, treasury.Address });
        });
    }

    private SafeTransaction TransferOf(Transfer transfer, ulong nonce) => transfer.Token.IsNative
        ? new SafeTransaction(ChainId, treasury.Address, nonce, transfer.Beneficiary, transfer.Amount, default)
        : new SafeTransaction(
            ChainId, treasury.Address, nonce, transfer.Token.Contract, 0, ContractAbi.Erc20.Function("transfer").Encode(transfer.Beneficiary, transfer.Amount));

    // What is in escrow beyond what is due there covers other dues before anything is moved for them.
    private void UseCredit(DbConnection connection)
    {
        foreach (var dues in DueLedger.ReadOutstanding(connection).Where(dues => dues.ChainId == ChainId && dues.Credit.Sign > 0))
        {
            DueLedger.UseCredit(connection, ChainId, dues.Token, ReadReserved(connection), clock.GetUtcNow());
        }
    }

    private static HashSet<long> ReadReserved(DbConnection connection) => connection.Query<long>(
        "SELECT d.income_id FROM proposal_due d JOIN proposal p ON p.id = d.proposal_id WHERE p.state IN @open",
        new { open = ProposalStates.Open.Select(state => state.Word()) }).ToHashSet();

    // Dues in an open proposal wait for it; what is left of a token must be worth a transfer.
    private List<OutstandingDues> ReadWanted(DbConnection connection)
    {
        var reserved = ReadReserved(connection);
        return
        [
            .. ReadOutstanding(connection)
                .Select(dues => dues with { Dues = [.. dues.Dues.Where(due => !reserved.Contains(due.IncomeId))] })
                .Where(dues => dues.Total.Sign > 0 && IsWorthATransfer(dues)),
        ];
    }

    // The treasury sets aside what it was paid itself.
    private List<OutstandingDues> ReadOutstanding(DbConnection connection)
    {
        var own = connection.Query<long>(
            "SELECT id FROM income WHERE chain_id = @ChainId AND beneficiary = @Address", new { ChainId, treasury.Address }).ToHashSet();
        return
        [
            .. DueLedger.ReadOutstanding(connection)
                .Where(dues => dues.ChainId == ChainId)
                .Select(dues => dues with { Dues = [.. dues.Dues.Where(due => own.Contains(due.IncomeId))] }),
        ];
    }

    private bool IsWorthATransfer(OutstandingDues dues) =>
        dues.WithoutValueIn(escrow.MinimumTransfer.Currency) > 0 || dues.ValueIn(escrow.MinimumTransfer.Currency) >= escrow.MinimumTransfer;

    private ulong NextFreeNonce(DbConnection connection) =>
        ProposalBook.OpenOf(connection, ChainId, treasury.Address) is [.., var last] ? (ulong)last.Transaction.Nonce + 1 : 0;

    // What waits in open proposals is at stake as well: a large due must not pass in small parts.
    private bool IsAccepted(SafeCondition condition)
    {
        var now = clock.GetUtcNow();
        var currency = escrow.MultisigAbove.Currency;
        var stake = new FiatAmount(currency, ledger.Read(ReadOutstanding).Aggregate(BigInteger.Zero, (sum, dues) => sum + dues.ValueIn(currency).Units));
        Alert? alert = null;
        ledger.Write(connection =>
        {
            alert = !InspectionBook.Note(connection, ChainId, treasury.Address, condition, now) ? _alerts.Changed(condition)
                : condition.IsSingleKey && stake > escrow.MultisigAbove ? _alerts.SingleKey(stake)
                : null;
            if (alert is null)
            {
                AlertBook.Close(connection, _alerts.SafeKey, now);
            }
            else
            {
                AlertBook.Raise(connection, alert, now);
            }
        });
        return alert is null;
    }
}
