namespace ChainWatch.Primitives;

/// <summary>
/// How far income has come. The same money may be recorded at more than one stage (a split credits, then pays): a tax
/// rule names the stage at which it taxes, and no total adds one stage to another.
/// </summary>
public enum Stage
{
    /// <summary>It grew with time, and nothing was paid.</summary>
    Accrued,

    /// <summary>It was credited to the owner, who has yet to take it; what is paid later is recorded again, as received.</summary>
    Distributed,

    /// <summary>The owner has it.</summary>
    Received,

    /// <summary>The owner has it in something other than money, for example in further shares.</summary>
    InKind,

    /// <summary>It is the owner's own capital coming back.</summary>
    ReturnOfCapital,

    /// <summary>It was withheld at source.</summary>
    Withheld,
}

/// <summary>The words for stages in the ledger, in JSON and in the configuration.</summary>
public static class Stages
{
    private static readonly string[] Words = ["accrued", "distributed", "received", "in-kind", "return-of-capital", "withheld"];

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>The word for a stage.</summary>
    public static string Word(this Stage stage) => Words[(int)stage];

    /// <summary>The stage of a word; received where it is none.</summary>
    public static Stage Parse(string word) => Array.IndexOf(Words, word) is >= 0 and var index ? (Stage)index : Stage.Received;
}
