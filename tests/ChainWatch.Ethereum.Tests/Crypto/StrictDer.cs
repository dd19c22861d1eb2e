namespace ChainWatch.Ethereum.Tests.Crypto;

/// <summary>
/// ECDSA signatures as DER writes them, and in no other way (BIP-66). Ethereum has none; the adversarial vectors do.
/// </summary>
internal static class StrictDer
{
    /// <summary>r and s; false for any encoding that is not the only right one, or an integer that no scalar can be.</summary>
    public static bool TryRead(ReadOnlySpan<byte> der, out Hash32 r, out Hash32 s)
    {
        (r, s) = (default, default);
        return der.Length is >= 8 and < 128
            && der[0] == 0x30 && der[1] == der.Length - 2
            && TryInteger(der[2..], out r, out var rest)
            && TryInteger(rest, out s, out rest)
            && rest.IsEmpty;
    }

    private static bool TryInteger(ReadOnlySpan<byte> der, out Hash32 value, out ReadOnlySpan<byte> rest)
    {
        value = default;
        rest = default;
        if (der.Length < 3 || der[0] != 0x02 || der[1] is 0 or > 33 || der.Length < 2 + der[1])
        {
            return false;
        }

        rest = der[(2 + der[1])..];
        var digits = der.Slice(2, der[1]);
        var isNegative = digits[0] >= 0x80;
        var isPadded = digits.Length > 1 && digits[0] == 0 && digits[1] < 0x80;
        digits = digits[0] == 0 ? digits[1..] : digits;
        if (isNegative || isPadded || digits.Length > Hash32.Size)
        {
            return false;
        }

        Span<byte> word = stackalloc byte[Hash32.Size];
        word.Clear();
        digits.CopyTo(word[(Hash32.Size - digits.Length)..]);
        value = new Hash32(word);
        return true;
    }
}
