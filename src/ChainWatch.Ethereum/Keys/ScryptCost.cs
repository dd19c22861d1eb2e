namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// What a guess at a passphrase costs with scrypt (RFC 7914): 128·N·r bytes of memory, and N·r·p in time.
/// </summary>
public sealed record ScryptCost
{
    /// <summary>The most memory that a file may ask for: 512 MiB, twice the standard.</summary>
    public const long MaxMemory = 512L << 20;

    /// <summary>The most work that a file may ask for, as N·r·p: eight times the standard.</summary>
    public const long MaxWork = 1L << 24;

    /// <summary>A cost of these parameters.</summary>
    /// <exception cref="ArgumentException">N is no power of two above 1, r or p is not positive, or together they pass <see cref="MaxMemory"/> or <see cref="MaxWork"/>.</exception>
    public ScryptCost(int n, int r, int p)
    {
        if (n < 2 || (n & (n - 1)) != 0 || r < 1 || p < 1)
        {
            throw new ArgumentException($"scrypt wants N a power of two above 1, and r and p positive, not {n}, {r} and {p}.");
        }

        if (128L * n * r > MaxMemory || r * (long)p > MaxWork / n)
        {
            throw new ArgumentException($"scrypt with N = {n}, r = {r}, p = {p} takes more memory or time than is allowed here.");
        }

        (N, R, P) = (n, r, p);
    }

    /// <summary>What geth and most wallets write: N = 262144, r = 8, p = 1; 256 MiB, about a second.</summary>
    public static ScryptCost Standard { get; } = new(1 << 18, 8, 1);

    /// <summary>For tests and short-lived local keys: N = 4096, r = 8, p = 1; 4 MiB, some milliseconds.</summary>
    public static ScryptCost Light { get; } = new(1 << 12, 8, 1);

    /// <summary>Number of mixtures held in memory, a power of two.</summary>
    public int N { get; }

    /// <summary>Size of a mixture, in units of 128 bytes.</summary>
    public int R { get; }

    /// <summary>How many times it is done, one after another.</summary>
    public int P { get; }
}
