namespace ChainWatch.Ethereum.Abi;

/// <summary>The words and signs of a description, one after another. Space between them means nothing.</summary>
internal sealed class AbiTokens(string text)
{
    /// <summary>Where the next word or sign is looked for.</summary>
    public int Position { get; set; }

    /// <summary>The letters, digits, underscores and dollar signs that come next; possibly none.</summary>
    public string Word()
    {
        SkipSpace();
        var start = Position;
        while (Position < text.Length && (char.IsAsciiLetterOrDigit(text[Position]) || text[Position] is '_' or '$'))
        {
            Position++;
        }

        return text[start..Position];
    }

    /// <summary>Passes this word if it comes next.</summary>
    public bool TakeWord(string word)
    {
        var start = Position;
        if (Word() == word)
        {
            return true;
        }

        Position = start;
        return false;
    }

    /// <summary>Passes this sign if it comes next.</summary>
    public bool Take(char sign)
    {
        SkipSpace();
        if (Position == text.Length || text[Position] != sign)
        {
            return false;
        }

        Position++;
        return true;
    }

    public void Expect(char sign)
    {
        if (!Take(sign))
        {
            throw Fault($"expected '{sign}'");
        }
    }

    public void ExpectEnd()
    {
        SkipSpace();
        if (Position < text.Length)
        {
            throw Fault("expected the end");
        }
    }

    private void SkipSpace()
    {
        while (Position < text.Length && char.IsWhiteSpace(text[Position]))
        {
            Position++;
        }
    }

    public AbiException Fault(string reason) => new($"'{Hex.Shown(text)}' at character {Position + 1}: {reason}.");
}
