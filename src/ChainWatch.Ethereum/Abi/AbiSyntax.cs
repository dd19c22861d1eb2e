using System.Globalization;

namespace ChainWatch.Ethereum.Abi;

/// <summary>
/// Reads descriptions as Solidity writes them: <c>event Transfer(address indexed from, address indexed to, uint256 value)</c>.
/// Data locations, visibilities and a closing semicolon are allowed and mean nothing; <c>tuple</c> may stand before a parenthesis.
/// </summary>
internal sealed class AbiSyntax
{
    private readonly AbiTokens _tokens;
    private int _depth;

    private AbiSyntax(string text) => _tokens = new AbiTokens(text);

    public static AbiType ParseType(string text)
    {
        var syntax = new AbiSyntax(text);
        var type = syntax.Type();
        syntax._tokens.ExpectEnd();
        return type;
    }

    /// <summary>The array type that <paramref name="suffix"/>, such as <c>[2][]</c>, makes of <paramref name="type"/>.</summary>
    public static AbiType ParseArraySuffix(AbiType type, string suffix)
    {
        var syntax = new AbiSyntax(suffix);
        type = syntax.ArraySuffix(type);
        syntax._tokens.ExpectEnd();
        return type;
    }

    public static AbiItem ParseItem(string text)
    {
        var syntax = new AbiSyntax(text);
        var item = syntax.Item();
        syntax._tokens.Take(';');
        syntax._tokens.ExpectEnd();
        return item;
    }

    private AbiItem Item()
    {
        var keyword = _tokens.Word();
        return keyword switch
        {
            "function" => Function(Name()),
            "event" => new AbiEvent(Name(), Parameters(ofEvent: true), _tokens.TakeWord("anonymous")),
            "error" => new AbiError(Name(), Parameters()),
            "constructor" => new AbiConstructor(Parameters(), Mutability()),
            _ => throw _tokens.Fault($"expected function, event, error or constructor, found '{keyword}'"),
        };
    }

    private AbiFunction Function(string name)
    {
        var inputs = Parameters();
        var mutability = Mutability();
        return new AbiFunction(name, inputs, _tokens.TakeWord("returns") ? Parameters() : [], mutability);
    }

    private AbiMutability Mutability()
    {
        var mutability = AbiMutability.NonPayable;
        while (true)
        {
            var start = _tokens.Position;
            switch (_tokens.Word())
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
                    _tokens.Position = start;
                    return mutability;
            }
        }
    }

    private List<AbiParameter> Parameters(bool ofEvent = false)
    {
        _tokens.Expect('(');
        var parameters = new List<AbiParameter>();
        if (_tokens.Take(')'))
        {
            return parameters;
        }

        do
        {
            parameters.Add(Parameter(ofEvent));
        }
        while (_tokens.Take(','));
        _tokens.Expect(')');
        return parameters;
    }

    private AbiParameter Parameter(bool ofEvent)
    {
        var type = Type();
        var indexed = false;
        var word = _tokens.Word();
        while (word is "memory" or "calldata" or "storage" or "payable" || (ofEvent && word == "indexed"))
        {
            indexed |= word == "indexed";
            word = _tokens.Word();
        }

        return new AbiParameter(word, type, indexed);
    }

    private AbiType Type()
    {
        if (++_depth > AbiType.MaxDepth)
        {
            throw _tokens.Fault($"types nest deeper than {AbiType.MaxDepth}");
        }

        var name = _tokens.Word();
        var type = name is "" or "tuple" ? AbiType.Tuple(Parameters()) : AbiType.Elementary(name);
        _depth--;
        return ArraySuffix(type);
    }

    private AbiType ArraySuffix(AbiType type)
    {
        while (_tokens.Take('['))
        {
            var digits = _tokens.Word();
            var isLength = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length);
            if (digits.Length > 0 && (!isLength || (digits[0] == '0' && digits.Length > 1)))
            {
                throw _tokens.Fault($"'{digits}' is not the length of an array");
            }

            type = type.ArrayOf(isLength ? length : null);
            _tokens.Expect(']');
        }

        return type;
    }

    private string Name() => _tokens.Word() is { Length: > 0 } name ? name : throw _tokens.Fault("expected a name");
}
