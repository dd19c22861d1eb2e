namespace ChainWatch.Recognizing;

/// <summary>What the beneficiary's balance says of a payment.</summary>
public enum BalanceCheck
{
    /// <summary>Nothing: the payment does not say that anything arrived.</summary>
    None,

    /// <summary>It changed by what the events say.</summary>
    Agreed,

    /// <summary>It cannot be told: no endpoint has the state any more, or coins came or left in the same block in ways that nobody tells.</summary>
    Unchecked,

    /// <summary>Nobody asked.</summary>
    Trusted,

    /// <summary>The events say something else; the payment is quarantined.</summary>
    Disagreed,
}

/// <summary>The words for it in the ledger and in JSON.</summary>
public static class BalanceChecks
{
    /// <summary>The word; null where there is nothing to say.</summary>
    public static string? Word(this BalanceCheck check) => check switch
    {
        BalanceCheck.Agreed => "agreed",
        BalanceCheck.Unchecked => "unchecked",
        BalanceCheck.Trusted => "trusted",
        BalanceCheck.Disagreed => "disagreed",
        _ => null,
    };
}
