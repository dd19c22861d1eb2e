using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using ChainWatch.Storage;

namespace ChainWatch.Signing;

/// <summary>Counts the signatures of a Safe's open proposals anew, by its owners and threshold as they are now.</summary>
public sealed class Recount(Chain chain, Ledger ledger, Address safe, TimeProvider clock)
{
    /// <summary>Asks the Safe, where somebody has signed a proposal of it, and moves what is ready or no longer ready.</summary>
    /// <exception cref="ChainWatchException">It is no Safe that ChainWatch knows.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!ledger.Read(connection => ProposalBook.OpenOf(connection, chain.Settings.ChainId, safe)).Any(IsSigned))
        {
            return;
        }

        var condition = await new SafeReader(chain, safe).ReadConditionAsync(cancellation);
        ledger.Write(connection =>
        {
            foreach (var proposal in ProposalBook.OpenOf(connection, chain.Settings.ChainId, safe).Where(IsSigned))
            {
                ConfirmationBook.Count(connection, proposal, condition, clock.GetUtcNow());
            }
        });
    }

    private static bool IsSigned(Proposal proposal) => proposal.State is ProposalState.Proposed or ProposalState.Ready;
}
