using System.Globalization;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// The way from a master key to one of its descendants (BIP-32): child numbers, those from 2^31 on being hardened.
/// Written as <c>m/44'/60'/0'/0/0</c>.
/// </summary>
public sealed class DerivationPath : IEquatable<DerivationPath>
{
    /// <summary>The first hardened child number: 2^31.</summary>
    public const uint Hardened = 0x80000000;

    private readonly uint[] _children;

    /// <summary>The path through these child numbers; none of them is the master key itself.</summary>
    /// <exception cref="FormatException">More than 255: an extended key has one byte for its depth.</exception>
    public DerivationPath(params ReadOnlySpan<uint> children)
    {
        _children = children.Length <= byte.MaxValue
            ? children.ToArray()
            : throw new FormatException($"A derivation path has at most {byte.MaxValue} levels.");
    }

    /// <summary>The child numbers from the master key on.</summary>
    public IReadOnlyList<uint> Children => _children;

    /// <summary>The path of an Ethereum account as most wallets take it: <c>m/44'/60'/0'/0/index</c> (BIP-44, coin type 60).</summary>
    /// <exception cref="ArgumentOutOfRangeException">2^31 or more.</exception>
    public static DerivationPath Ethereum(uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Hardened);
        return new DerivationPath(Hardened + 44, Hardened + 60, Hardened, 0, index);
    }

    /// <summary>Reads <c>m</c> and numbers below 2^31 behind slashes; ', h or H behind a number makes it hardened.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static DerivationPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var levels = text.Split('/');
        if (levels[0] != "m")
        {
            throw new FormatException($"'{Hex.Shown(text)}' is no derivation path: it begins with m.");
        }

        return new DerivationPath([.. levels[1..].Select(level => ParseChild(level, text))]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(
        ["m", .. _children.Select(child => string.Create(CultureInfo.InvariantCulture, $"/{child & ~Hardened}{(child >= Hardened ? "'" : "")}"))]);

    /// <inheritdoc/>
    public bool Equals(DerivationPath? other) => other is not null && _children.AsSpan().SequenceEqual(other._children);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DerivationPath);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static uint ParseChild(string level, string path)
    {
        var isHardened = level.Length > 1 && level[^1] is ('\'' or 'h' or 'H');
        var digits = isHardened ? level[..^1] : level;
        var isNumber = uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < Hardened
            && (digits.Length == 1 || digits[0] != '0');
        return isNumber
            ? number + (isHardened ? Hardened : 0)
            : throw new FormatException($"'{Hex.Shown(path)}' is no derivation path: '{Hex.Shown(level)}' is no child number below 2^31.");
    }
}
