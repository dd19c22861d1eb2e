namespace ChainWatch.Proposing;

/// <summary>How far a proposal has come.</summary>
public enum ProposalState
{
    /// <summary>Drafted; nobody has signed.</summary>
    Draft,

    /// <summary>At least one owner has signed.</summary>
    Proposed,

    /// <summary>As many owners have signed as the Safe asks for.</summary>
    Ready,

    /// <summary>A transaction that executes it was sent; whether it did, the chain will say.</summary>
    Sent,

    /// <summary>The Safe executed it, in a final block.</summary>
    Executed,

    /// <summary>The Safe executed it and what it called failed, in a final block; its nonce is used.</summary>
    Failed,

    /// <summary>Another transaction used its nonce, in a final block.</summary>
    Superseded,

    /// <summary>Given up: by a transaction of the owners at the same nonce, or before anybody signed.</summary>
    Rejected,
}

/// <summary>Which state may follow which. Everything else is an error in the program, and thrown.</summary>
public static class ProposalStates
{
    private static readonly IReadOnlyDictionary<ProposalState, ProposalState[]> Next = new Dictionary<ProposalState, ProposalState[]>
    {
        // Owners may sign and execute in Safe's own app, so the chain may end a proposal from any open state.
        [ProposalState.Draft] = [ProposalState.Proposed, ProposalState.Ready, ProposalState.Executed, ProposalState.Failed, ProposalState.Superseded, ProposalState.Rejected],
        [ProposalState.Proposed] = [ProposalState.Ready, ProposalState.Executed, ProposalState.Failed, ProposalState.Superseded, ProposalState.Rejected],

        // An owner who left, or a threshold that rose, takes a proposal back when signatures are counted the next time.
        [ProposalState.Ready] = [ProposalState.Proposed, ProposalState.Sent, ProposalState.Executed, ProposalState.Failed, ProposalState.Superseded, ProposalState.Rejected],
        [ProposalState.Sent] = [ProposalState.Proposed, ProposalState.Ready, ProposalState.Executed, ProposalState.Failed, ProposalState.Superseded, ProposalState.Rejected],
        [ProposalState.Executed] = [],
        [ProposalState.Failed] = [],
        [ProposalState.Superseded] = [],

        // Given up before anybody signed, it may be drafted again; and who had it in hand may have signed it elsewhere.
        [ProposalState.Rejected] = [ProposalState.Draft, ProposalState.Executed, ProposalState.Failed],
    };

    /// <summary>States in which the proposal waits to be executed, and holds its nonce and its dues.</summary>
    public static IReadOnlyList<ProposalState> Open { get; } = [ProposalState.Draft, ProposalState.Proposed, ProposalState.Ready, ProposalState.Sent];

    /// <summary>Whether <paramref name="to"/> may follow <paramref name="from"/>.</summary>
    public static bool MayBecome(this ProposalState from, ProposalState to) => Next[from].Contains(to);

    /// <summary>The word by which tables and JSON name a state.</summary>
    public static string Word(this ProposalState state) => state.ToString().ToLowerInvariant();
}
