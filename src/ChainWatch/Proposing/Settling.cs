using System.Data.Common;
using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Splitting;
using ChainWatch.Storage;

namespace ChainWatch.Proposing;

/// <summary>Drafts payments of tax out of the escrow Safe to the authority: at most what is due, stands in escrow and is not paid yet.</summary>
public sealed class Settling(Chain chain, Ledger ledger, Address escrow, TimeProvider clock)
{
    private ulong ChainId => chain.Settings.ChainId;

    /// <summary>By token, what can be paid: due, in escrow, not paid, and in no open payment.</summary>
    public IReadOnlyDictionary<Token, BigInteger> ReadPayable(DbConnection connection) => DueLedger.ReadBalances(connection)
        .Where(balance => balance.ChainId == ChainId)
        .GroupBy(balance => balance.Token)
        .Select(token => (
            Token: token.Key,
            Amount: token.Aggregate(BigInteger.Zero, (sum, balance) => sum + BigInteger.Max(0, BigInteger.Min(balance.Due, balance.Escrowed) - balance.Settled))
                - ProposalBook.AmountInOpen(connection, ChainId, escrow, token.Key)))
        .Where(token => token.Amount.Sign > 0)
        .ToDictionary(token => token.Token, token => token.Amount);

    /// <summary>Drafts one payment; its id.</summary>
    /// <exception cref="ChainWatchException">It is more than can be paid, or the escrow is no Safe that was accepted.</exception>
    public async Task<long> DraftAsync(Token token, BigInteger amount, Address authority, CancellationToken cancellation)
    {
        var payable = ledger.Read(ReadPayable).GetValueOrDefault(token);
        if (amount > payable)
        {
            throw Refuse("not-due", $"of {token} only {payable} base units are due, in escrow and not paid, not {amount}", "See what is with: chainwatch tax due --totals");
        }

        if (authority == escrow || authority == Address.Zero)
        {
            throw Refuse("no-authority", $"{authority} is not somebody to pay tax to", "Name the authority's address with --to.");
        }

        var payer = new SafePayer(chain, escrow);
        var condition = await payer.ReadConditionAsync(cancellation);
        RequireAccepted(condition.Safe!);
        var left = await TokenBalance.ReadAsync(chain, token, escrow, BlockTag.Latest, cancellation) - ledger.Read(connection => ProposalBook.AmountInOpen(connection, ChainId, escrow, token));
        if (left < amount)
        {
            throw Refuse("too-little", $"it has {left} base units of {token} that no open proposal moves, not {amount}", "Compare it with: chainwatch tax due --totals");
        }

        return await new Drafting(chain, ledger, payer, clock).TransfersAsync(Purpose.Settlement, [new Transfer(token, amount, authority)], [], condition, cancellation)
            ?? throw Refuse("meanwhile", "something else was drafted meanwhile", "Type the command again.");
    }

    private void RequireAccepted(SafeCondition condition)
    {
        var isAccepted = false;
        ledger.Write(connection => isAccepted = InspectionBook.Note(connection, ChainId, escrow, condition, clock.GetUtcNow()));
        if (!isAccepted)
        {
            throw Refuse(
                "changed", $"it is not what it was when it was accepted: now {condition.ToText()}", $"Compare it with what its owners decided, then type: chainwatch escrow accept {escrow}");
        }
    }

    private ChainWatchException Refuse(string code, string reason, string hint) =>
        new(Refusal.Refused, code, $"Nothing was drafted: the escrow {escrow}: {reason}.", hint);
}
