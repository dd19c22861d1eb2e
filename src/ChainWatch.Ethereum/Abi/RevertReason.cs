using System.Globalization;
using System.Numerics;

namespace ChainWatch.Ethereum.Abi;

/// <summary>Puts the data with which a call reverted into words. A contract chose that data: it is shown, never believed.</summary>
public static class RevertReason
{
    private const int LongestText = 300;

    private static readonly AbiError ErrorString = new("Error", [new("message", AbiType.Parse("string"))]);
    private static readonly AbiError PanicCode = new("Panic", [new("code", AbiType.Parse("uint256"))]);

    /// <summary>
    /// One line without control characters: the text of <c>Error(string)</c>, the meaning of <c>Panic(uint256)</c> (Solidity
    /// documentation, "Panic via assert and Error via require"), an error of <paramref name="contract"/> with its arguments,
    /// or else the selector. Never throws.
    /// </summary>
    public static string Describe(ReadOnlyMemory<byte> revertData, AbiContract? contract = null)
    {
        if (revertData.IsEmpty)
        {
            return "no reason given";
        }

        foreach (var error in (IEnumerable<AbiError>)[ErrorString, PanicCode, .. contract?.Errors ?? []])
        {
            if (error.Matches(revertData.Span) && TryDescribe(error, revertData, out var text))
            {
                return text;
            }
        }

        return revertData.Length < AbiCall.SelectorSize
            ? Hex.Encode(revertData.Span)
            : $"unknown error {Hex.Encode(revertData.Span[..AbiCall.SelectorSize])} with {revertData.Length - AbiCall.SelectorSize} bytes of arguments";
    }

    private static bool TryDescribe(AbiError error, ReadOnlyMemory<byte> revertData, out string text)
    {
        try
        {
            var arguments = error.Decode(revertData);
            text = error == ErrorString ? Printable(arguments.Text(0))
                : error == PanicCode ? Panic(arguments.Integer(0))
                : Printable($"{error.Name}{Shown(arguments)}");
            return true;
        }
        catch (AbiException)
        {
            text = "";
            return false;
        }
    }

    private static string Panic(BigInteger code) => (code <= 0xff ? (int)code : -1) switch
    {
        0x00 => "generic panic of the compiler",
        0x01 => "assertion failed",
        0x11 => "arithmetic overflow or underflow",
        0x12 => "division by zero",
        0x21 => "value out of the range of an enum",
        0x22 => "storage bytes encoded wrongly",
        0x31 => "pop of an empty array",
        0x32 => "array index out of bounds",
        0x41 => "too much memory",
        0x51 => "call of an uninitialized function",
        _ => string.Create(CultureInfo.InvariantCulture, $"panic with unknown code {code}"),
    };

    private static string Shown(object value) => value switch
    {
        byte[] bytes => Hex.Encode(bytes),
        IEnumerable<object> values => $"({string.Join(", ", values.Select(Shown))})",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Printable(string text)
    {
        var shown = text.Length <= LongestText ? text : text[..LongestText] + "…";
        return string.Concat(shown.Select(sign => char.IsControl(sign) ? '�' : sign));
    }
}
