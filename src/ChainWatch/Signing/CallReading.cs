using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;

namespace ChainWatch.Signing;

/// <summary>Puts one call of a Safe, or of an account of one key, into words.</summary>
internal sealed class CallReading(Address safe, BigInteger nonce, IReadOnlyDictionary<Token, TokenDescription> known, bool isEoa)
{
    private static readonly AbiFunction TransferFunction = ContractAbi.Erc20.Function("transfer");
    private static readonly AbiFunction TransferFromFunction = ContractAbi.Erc20.Function("transferFrom");
    private static readonly AbiFunction ApproveFunction = ContractAbi.Erc20.Function("approve");

    private readonly string _payer = $"the {(isEoa ? "account" : "Safe")} {safe}";

    public DescribedCall Describe(Address to, BigInteger value, ReadOnlyMemory<byte> data)
    {
        if (to == safe)
        {
            return DescribeSelfCall(value, data);
        }

        if (data.IsEmpty)
        {
            return value.IsZero ? new DescribedCall($"an empty call of {to}, which moves nothing") : Payment(Token.Native, value, to);
        }

        if (!value.IsZero)
        {
            return Unknown(to, value, data);
        }

        var token = new Token(to);
        return Read(TransferFunction, data) is { } transfer ? Payment(token, transfer.Integer(1), transfer.Address(0))
            : Read(ApproveFunction, data) is { } approval ? Approval(token, approval.Address(0), approval.Integer(1))
            : Read(TransferFromFunction, data) is { } pull ? Pull(token, pull.Address(0), pull.Address(1), pull.Integer(2))
            : Unknown(to, value, data);
    }

    private DescribedCall DescribeSelfCall(BigInteger value, ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return new DescribedCall($"nothing moves: {_payer} calls itself, which uses up nonce {nonce}");
        }

        var function = ContractAbi.Safe.Functions.FirstOrDefault(function => Read(function, data) is not null);
        var what = function is null ? $"a call of itself that is not understood, {Hex.Encode(data.Span)}" : $"{function.Name}({Arguments(Read(function, data)!)})";
        return new DescribedCall($"changes {_payer} itself: {what}{Along(value)}", CallRisk.Dangerous);
    }

    private DescribedCall Payment(Token token, BigInteger amount, Address to)
    {
        var text = $"{Shown(token, amount)} from {_payer} to {to}";
        return to == Address.Zero || (!token.IsNative && to == token.Contract)
            ? new DescribedCall($"{text}, where it is lost", CallRisk.Dangerous, new Transfer(token, amount, to))
            : new DescribedCall(text, CallRisk.None, to == safe ? null : new Transfer(token, amount, to));
    }

    private DescribedCall Approval(Token token, Address spender, BigInteger amount) => amount.IsZero
        ? new DescribedCall($"{spender} may no longer take {Name(token)} from {_payer}")
        : new DescribedCall($"from now on {spender} may take up to {Shown(token, amount)} from {_payer}, at any time", CallRisk.Dangerous);

    // ERC-721 has the same function, with the number of a thing in place of an amount.
    private DescribedCall Pull(Token token, Address from, Address to, BigInteger amount) => from == safe
        ? known.ContainsKey(token) ? Payment(token, amount, to) : Payment(token, amount, to) with { Risk = CallRisk.Unknown }
        : new DescribedCall($"{Shown(token, amount)} from {from}, who allowed it to {_payer}, to {to}");

    private static DescribedCall Unknown(Address to, BigInteger value, ReadOnlyMemory<byte> data) => new(
        $"unknown call {Hex.Encode(data.Span[..Math.Min(AbiCall.SelectorSize, data.Length)])} of {to} with {data.Length} bytes of calldata{Along(value)}", CallRisk.Unknown);

    private string Shown(Token token, BigInteger amount) => known.TryGetValue(token, out var description) && description.Doubt is null
        ? $"{BaseUnits.Display(amount, description.Decimals)} {Name(token)}"
        : token.IsNative ? $"{amount} wei" : $"{amount} base units of {Name(token)}";

    private string Name(Token token) => token.IsNative
        ? known.GetValueOrDefault(token)?.Symbol ?? "the chain's coin"
        : known.GetValueOrDefault(token) is { } description ? $"{description.Symbol} ({token})" : $"the token {token}";

    private static string Along(BigInteger value) => value.IsZero ? "" : $", with {value} wei";

    /// <summary>The arguments; null where the calldata is another function's, or does not come out the same when it is encoded again.</summary>
    private static AbiValues? Read(AbiFunction function, ReadOnlyMemory<byte> data)
    {
        if (!function.Matches(data.Span))
        {
            return null;
        }

        try
        {
            var arguments = function.DecodeCall(data);
            return function.Encode([.. arguments]).AsSpan().SequenceEqual(data.Span) ? arguments : null;
        }
        catch (AbiException)
        {
            return null;
        }
    }

    private static string Arguments(AbiValues values) =>
        string.Join(", ", values.Parameters.Zip(values, (parameter, value) => $"{parameter.Name}: {Plain(value)}"));

    private static string Plain(object value) => value switch
    {
        byte[] bytes => Hex.Encode(bytes),
        object[] list => $"[{string.Join(", ", list.Select(Plain))}]",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}
