using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Splitting;

namespace ChainWatch.Proposing;

/// <summary>Why nothing, or less than is due, is proposed to a treasury.</summary>
internal sealed class TreasuryAlerts(ulong chainId, Address treasury, FiatAmount multisigAbove)
{
    public Address Treasury => treasury;

    /// <summary>Trouble with the account itself.</summary>
    public string AccountKey => $"safe:{chainId}:{treasury}";

    public string WithoutValuePrefix => $"treasury-no-value:{chainId}:{treasury}:";

    private string Subject => $"treasury {treasury}";

    /// <summary>Too little of a token.</summary>
    public string ShortKey(Token token) => $"treasury-short:{chainId}:{treasury}:{token}";

    /// <summary>Dues of a token that nobody can value, where one key alone can move it.</summary>
    public string WithoutValueKey(Token token) => $"{WithoutValuePrefix}{token}";

    public Alert Changed(SafeCondition condition) => new(
        AccountKey,
        Severity.Critical,
        Subject,
        $"The treasury Safe is not what it was when it was accepted: now {condition.ToText()}. Nothing is proposed until somebody accepts that.",
        $"Compare it with what its owners decided, then type: chainwatch escrow accept {treasury}");

    public Alert SingleKey(FiatAmount stake) => new(
        AccountKey,
        Severity.Critical,
        Subject,
        $"{stake} is at stake, and one key alone can move the treasury's money; above {multisigAbove} (MultisigAbove) nothing is proposed to such a treasury.",
        "Use a Safe whose threshold is two or more, or raise Escrow:MultisigAbove.");

    public Alert WithoutValue(Token token) => new(
        WithoutValueKey(token),
        Severity.Warning,
        Subject,
        $"Nobody knows what all dues in {token} are worth, and one key alone can move the treasury's money: it may be more than {multisigAbove} (MultisigAbove), so nothing is proposed in that token.",
        "Value the payments with: chainwatch income value ID --price P --note N; or use a Safe whose threshold is two or more.");

    public Alert TooLittle(OutstandingDues dues, BigInteger missing) => new(
        ShortKey(dues.Token),
        Severity.Warning,
        Subject,
        $"The treasury holds {missing} base units of {dues.Token} less than is due; only the oldest dues that it can pay are proposed.",
        "Pay the rest into the treasury; see what is due with: chainwatch tax due");
}
