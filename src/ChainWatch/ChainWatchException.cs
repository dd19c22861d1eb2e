namespace ChainWatch;

/// <summary>What a refusal means for the exit code of the command that met it.</summary>
public enum Refusal
{
    /// <summary>Configuration or input is wrong, or the thing asked for cannot be done: exit code 1.</summary>
    Refused = 1,

    /// <summary>A chain or an endpoint could not be reached: exit code 3.</summary>
    Unreachable = 3,

    /// <summary>The ledger is damaged or of another schema version: exit code 4.</summary>
    Ledger = 4,
}

/// <summary>
/// A failure that a person can mend: the message names the thing and the place in one line, the hint says what to
/// do or type next. Hosts print both and end with the exit code of <see cref="Refusal"/>; they print no stack trace.
/// </summary>
public sealed class ChainWatchException(Refusal refusal, string code, string message, string hint, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>What the failure means for the exit code.</summary>
    public Refusal Refusal { get; } = refusal;

    /// <summary>A stable word for scripts, for example <c>configuration</c> or <c>no-code</c>.</summary>
    public string Code { get; } = code;

    /// <summary>What to do or type next.</summary>
    public string Hint { get; } = hint;

    /// <summary>The exit code that this failure ends a command with.</summary>
    public int ExitCode => (int)Refusal;
}
