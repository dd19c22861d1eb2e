using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Splitting;

namespace ChainWatch.Proposing;

/// <summary>Why nothing, or less than is due, is proposed to a treasury.</summary>
internal sealed class TreasuryAlerts(ulong chainId, Address treasury, FiatAmount multisigAbove)
{
    /// <summary>Trouble with the Safe itself.</summary>
    public string SafeKey => $"safe:{chainId}:{treasury}";

    private string Subject => $"treasury {treasury}";

    /// <summary>Too little of a token.</summary>
    public string ShortKey(Token token) => $"treasury-short:{chainId}:{treasury}:{token}";

    public Alert Changed(SafeCondition condition) => new(
        SafeKey,
        Severity.Critical,
        Subject,
        $"The treasury Safe is not what it was when it was accepted: now {condition.ToText()}. Nothing is proposed until somebody accepts that.",
        "Compare it with what its owners decided, then type: chainwatch escrow accept");

    public Alert SingleKey(FiatAmount stake) => new(
        SafeKey,
        Severity.Critical,
        Subject,
        $"{stake} is at stake, and one owner alone can move the treasury's money; above {multisigAbove} (MultisigAbove) nothing is proposed to such a Safe.",
        "Raise the Safe's threshold to two or more, or raise Escrow:MultisigAbove.");

    public Alert TooLittle(OutstandingDues dues, BigInteger missing) => new(
        ShortKey(dues.Token),
        Severity.Warning,
        Subject,
        $"The treasury holds {missing} base units of {dues.Token} less than is due; only the oldest dues that it can pay are proposed.",
        "Pay the rest into the treasury; see what is due with: chainwatch tax due");
}
