using System.Data.Common;
using ChainWatch.Splitting;
using ChainWatch.Storage;

namespace ChainWatch.Proposing;

/// <summary>What is in escrow beyond what is due there covers other dues before anything is moved for them.</summary>
public static class Credits
{
    /// <summary>Uses every credit of a chain for dues that wait in no open proposal.</summary>
    public static void Use(Ledger ledger, ulong chainId, TimeProvider clock)
    {
        if (ledger.Read(connection => Usable(connection, chainId)).Count > 0)
        {
            ledger.Write(connection =>
            {
                foreach (var dues in Usable(connection, chainId))
                {
                    DueLedger.UseCredit(connection, chainId, dues.Token, ProposalBook.ReadReserved(connection), clock.GetUtcNow());
                }
            });
        }
    }

    private static List<OutstandingDues> Usable(DbConnection connection, ulong chainId) =>
        [.. DueLedger.ReadOutstanding(connection).Where(dues => dues.ChainId == chainId && dues.Credit.Sign > 0)];
}
