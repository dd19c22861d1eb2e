using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Cli.Keys;

/// <summary>The process's own terminal. It is spoken to on standard error, so that results can be piped on.</summary>
internal sealed class SystemTerminal : ITerminal
{
    public bool IsPresent => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    public bool IsInputPiped => Console.IsInputRedirected;

    public SecretText ReadSecret(string prompt)
    {
        Console.Error.Write(prompt);
        var secret = new SecretText();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                secret.RemoveLast();
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return secret;
    }

    public string ReadLine(string prompt)
    {
        Console.Error.Write(prompt);
        return Console.ReadLine() ?? "";
    }

    public void Show(ReadOnlySpan<char> line)
    {
        Console.Error.Write(line);
        Console.Error.WriteLine();
    }

    public Stream OpenInput() => Console.OpenStandardInput();
}
