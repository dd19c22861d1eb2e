using ChainWatch.Ethereum;

namespace ChainWatch.Proposing;

/// <summary>What must be known of an account before it is asked to pay.</summary>
/// <param name="Version">The Safe's version; <see cref="Proposal.Eoa"/> for an account of one key.</param>
/// <param name="Threshold">How many owners must sign; 0 where the key signs the sending itself.</param>
/// <param name="Safe">What decides who can move a Safe's money; null for an account of one key.</param>
internal sealed record PayerCondition(string Version, int Threshold, SafeCondition? Safe)
{
    /// <summary>Whether one key alone can move the money.</summary>
    public bool IsSingleKey => Safe?.IsSingleKey ?? true;
}

/// <summary>An account that pays what is due: a Safe, or one key's own.</summary>
internal interface IPayer
{
    /// <summary>Who pays.</summary>
    Address Address { get; }

    /// <summary>Looks at the account.</summary>
    /// <exception cref="ChainWatchException">It is not what the configuration says it is.</exception>
    Task<PayerCondition> ReadConditionAsync(CancellationToken cancellation);

    /// <summary>The least number that its next transaction may have; those of open proposals are not free.</summary>
    Task<ulong> ReadNonceAsync(CancellationToken cancellation);

    /// <summary>Makes sure that what is drafted is what the account will see, before anybody is asked for it.</summary>
    Task ConfirmAsync(SafeTransaction transaction, CancellationToken cancellation);
}
