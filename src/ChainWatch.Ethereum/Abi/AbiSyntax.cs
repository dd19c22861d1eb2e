using System.Globalization;

namespace ChainWatch.Ethereum.Abi;

/// <summary>
/// Reads descriptions as Solidity writes them: <c>event Transfer(address indexed from, address indexed to, uint256 value)</c>.
/// Data locations, visibilities and a closing semicolon are allowed and mean nothing; <c>tuple</c> may stand before a parenthesis.
/// </summary>
internal sealed class AbiSyntax
{
    private readonly string _text;
    private int _at;
    private int _depth;

    private AbiSyntax(string text) => _text = text;

    public static AbiType ParseType(string text)
    {
        var syntax = new AbiSyntax(text);
        var type = syntax.Type();
        syntax.ExpectEnd();
        return type;
    }

    /// <summary>The array type that <paramref name="suffix"/>, such as <c>[2][]</c>, makes of <paramref name="type"/>.</summary>
    public static AbiType ParseArraySuffix(AbiType type, string suffix)
    {
        var syntax = new AbiSyntax(suffix);
        type = syntax.ArraySuffix(type);
        syntax.ExpectEnd();
        return type;
    }

    public static AbiItem ParseItem(string text)
    {
        var syntax = new AbiSyntax(text);
        var item = syntax.Item();
        syntax.Take(';');
        syntax.ExpectEnd();
        return item;
    }

    private AbiItem Item()
    {
        var keyword = Word();
        return keyword switch
        {
            "function" => Function(Name()),
            "event" => new AbiEvent(Name(), Parameters(ofEvent: true), TakeWord("anonymous")),
            "error" => new AbiError(Name(), Parameters()),
            "constructor" => new AbiConstructor(Parameters(), Mutability()),
            _ => throw Fault($"expected function, event, error or constructor, found '{keyword}'"),
        };
    }

    private AbiFunction Function(string name)
    {
        var inputs = Parameters();
        var mutability = Mutability();
        return new AbiFunction(name, inputs, TakeWord("returns") ? Parameters() : [], mutability);
    }

    private AbiMutability Mutability()
    {
        var mutability = AbiMutability.NonPayable;
        while (true)
        {
            var start = _at;
            switch (Word())
            {
                case "pure":
                    mutability = AbiMutability.Pure;
                    break;
                case "view" or "constant":
                    mutability = AbiMutability.View;
                    break;
                case "payable":
                    mutability = AbiMutability.Payable;
                    break;
                case "nonpayable" or "external" or "public" or "virtual" or "override":
                    break;
                default:
                    _at = start;
                    return mutability;
            }
        }
    }

    private List<AbiParameter> Parameters(bool ofEvent = false)
    {
        Expect('(');
        var parameters = new List<AbiParameter>();
        if (Take(')'))
        {
            return parameters;
        }

        do
        {
            parameters.Add(Parameter(ofEvent));
        }
        while (Take(','));
        Expect(')');
        return parameters;
    }

    private AbiParameter Parameter(bool ofEvent)
    {
        var type = Type();
        var indexed = false;
        var word = Word();
        while (word is "memory" or "calldata" or "storage" or "payable" || (ofEvent && word == "indexed"))
        {
            indexed |= word == "indexed";
            word = Word();
        }

        return new AbiParameter(word, type, indexed);
    }

    private AbiType Type()
    {
        if (++_depth > AbiType.MaxDepth)
        {
            throw Fault($"types nest deeper than {AbiType.MaxDepth}");
        }

        var name = Word();
        var type = name is "" or "tuple" ? AbiType.Tuple(Parameters()) : AbiType.Elementary(name);
        _depth--;
        return ArraySuffix(type);
    }

    private AbiType ArraySuffix(AbiType type)
    {
        while (Take('['))
        {
            var digits = Word();
            var isLength = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length);
            if (digits.Length > 0 && (!isLength || (digits[0] == '0' && digits.Length > 1)))
            {
                throw Fault($"'{digits}' is not the length of an array");
            }

            type = type.ArrayOf(isLength ? length : null);
            Expect(']');
        }

        return type;
    }

    private string Name() => Word() is { Length: > 0 } name ? name : throw Fault("expected a name");

    /// <summary>The letters, digits, underscores and dollar signs that come next; possibly none.</summary>
    private string Word()
    {
        SkipSpace();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '$'))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private bool TakeWord(string word)
    {
        var start = _at;
        if (Word() == word)
        {
            return true;
        }

        _at = start;
        return false;
    }

    private bool Take(char sign)
    {
        SkipSpace();
        if (_at == _text.Length || _text[_at] != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(char sign)
    {
        if (!Take(sign))
        {
            throw Fault($"expected '{sign}'");
        }
    }

    private void ExpectEnd()
    {
        SkipSpace();
        if (_at < _text.Length)
        {
            throw Fault("expected the end");
        }
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private AbiException Fault(string reason) => new($"'{Hex.Shown(_text)}' at character {_at + 1}: {reason}.");
}
