using System.Text;
using ChainWatch.Cli.Keys;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Tests.Cli;

/// <summary>A person who answers in a given order, and what that person was shown.</summary>
internal sealed class ScriptedTerminal(params string[] answers) : ITerminal
{
    private readonly Queue<string> _answers = new(answers);
    private readonly List<string> _shown = [];

    /// <summary>What was asked and shown, in order.</summary>
    public IReadOnlyList<string> Shown => _shown;

    /// <summary>What is piped in; with it there is nobody to ask.</summary>
    public string? Piped { get; init; }

    public bool IsPresent => Piped is null;

    public bool IsInputPiped => Piped is not null;

    public SecretText ReadSecret(string prompt)
    {
        _shown.Add(prompt);
        return SecretText.Of(_answers.Dequeue());
    }

    public string ReadLine(string prompt)
    {
        _shown.Add(prompt);
        return _answers.Dequeue();
    }

    public void Show(ReadOnlySpan<char> line) => _shown.Add(line.ToString());

    public Stream OpenInput() => new MemoryStream(Encoding.UTF8.GetBytes(Piped!));
}
