using System.Data.Common;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using Dapper;

namespace ChainWatch.Proposing;

/// <summary>What a treasury is to set aside: the dues of what it was paid itself.</summary>
internal sealed class WantedDues(ulong chainId, Address treasury, FiatAmount minimum)
{
    /// <summary>Everything outstanding, also what waits in an open proposal.</summary>
    public IReadOnlyList<OutstandingDues> ReadAll(DbConnection connection) => Of(connection, chainId, treasury);

    /// <summary>Everything outstanding of what an account was paid.</summary>
    public static IReadOnlyList<OutstandingDues> Of(DbConnection connection, ulong chainId, Address treasury)
    {
        var own = connection.Query<long>(
            "SELECT id FROM income WHERE chain_id = @chainId AND beneficiary = @treasury", new { chainId, treasury }).ToHashSet();
        return
        [
            .. DueLedger.ReadOutstanding(connection)
                .Where(dues => dues.ChainId == chainId)
                .Select(dues => dues with { Dues = [.. dues.Dues.Where(due => own.Contains(due.IncomeId))] })
                .Where(dues => dues.Dues.Count > 0),
        ];
    }

    /// <summary>What is to be drafted. Dues in an open proposal wait for it; what is left of a token must be worth a transfer.</summary>
    public IReadOnlyList<OutstandingDues> Read(DbConnection connection, Selection selection)
    {
        var left = ProposalBook.ReadReserved(connection);
        if (!selection.HeldBack)
        {
            left.UnionWith(ProposalBook.ReadHeldBack(connection));
        }

        return
        [
            .. ReadAll(connection)
                .Where(dues => selection.Token is null || dues.Token == selection.Token)
                .Select(dues => dues with { Dues = [.. dues.Dues.Where(due => !left.Contains(due.IncomeId))] })
                .Where(dues => dues.Total.Sign > 0 && (selection.Small || IsWorthATransfer(dues))),
        ];
    }

    private bool IsWorthATransfer(OutstandingDues dues) => dues.WithoutValueIn(minimum.Currency) > 0 || dues.ValueIn(minimum.Currency) >= minimum;
}
