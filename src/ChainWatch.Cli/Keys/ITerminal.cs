using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Cli.Keys;

/// <summary>The person in front of the program, where there is one. What is asked and shown here never goes into results or logs.</summary>
internal interface ITerminal
{
    /// <summary>Whether somebody can be asked.</summary>
    bool IsPresent { get; }

    /// <summary>Whether input comes from a pipe or a file instead.</summary>
    bool IsInputPiped { get; }

    /// <summary>Asks for a secret, which is not echoed. Zeroing it is the caller's.</summary>
    SecretText ReadSecret(string prompt);

    /// <summary>Asks for a line.</summary>
    string ReadLine(string prompt);

    /// <summary>Shows a line, which may be a secret.</summary>
    void Show(ReadOnlySpan<char> line);

    /// <summary>What is piped in.</summary>
    Stream OpenInput();
}
