using System.Security.Cryptography;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// A phrase of 12, 15, 18, 21 or 24 English words that stands for 128 to 256 bits of entropy (BIP-39). A phrase whose
/// checksum is wrong is refused. The entropy is zeroed on disposal; no text of this type shows it.
/// </summary>
public sealed class Mnemonic : IDisposable
{
    /// <summary>Bytes in the seed that a phrase and its passphrase give.</summary>
    public const int SeedSize = 64;

    private const int BitsInWord = 11;
    private const int Iterations = 2048;

    private readonly byte[] _entropy;
    private bool _disposed;

    private Mnemonic(ReadOnlySpan<byte> entropy)
    {
        _entropy = GC.AllocateArray<byte>(entropy.Length, pinned: true);
        entropy.CopyTo(_entropy);
    }

    /// <summary>How many words the phrase has.</summary>
    public int WordCount => _entropy.Length * 8 * 33 / 32 / BitsInWord;

    /// <summary>A new phrase from the operating system's random numbers: 128, 160, 192, 224 or 256 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another number of bits.</exception>
    public static Mnemonic Generate(int bits = 256)
    {
        if (bits % 32 != 0 || bits is < 128 or > 256)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "A phrase has 128, 160, 192, 224 or 256 bits of entropy.");
        }

        Span<byte> entropy = stackalloc byte[bits / 8];
        RandomNumberGenerator.Fill(entropy);
        var mnemonic = new Mnemonic(entropy);
        CryptographicOperations.ZeroMemory(entropy);
        return mnemonic;
    }

    /// <summary>The phrase of this entropy, which is copied: zeroing it is the caller's.</summary>
    /// <exception cref="FormatException">Not 16, 20, 24, 28 or 32 bytes.</exception>
    public static Mnemonic FromEntropy(ReadOnlySpan<byte> entropy) => entropy.Length is 16 or 20 or 24 or 28 or 32
        ? new Mnemonic(entropy)
        : throw new FormatException($"A phrase stands for 16, 20, 24, 28 or 32 bytes of entropy, not {entropy.Length}.");

    /// <summary>Reads a phrase: lower-case words of the English list between white space.</summary>
    /// <exception cref="FormatException">A wrong number of words, a word that is not in the list, or a wrong checksum. No message holds a word.</exception>
    public static Mnemonic Parse(ReadOnlySpan<char> phrase)
    {
        Span<byte> bits = stackalloc byte[33];
        bits.Clear();
        try
        {
            var words = ReadWords(phrase, bits);
            var entropy = bits[..(words * 4 / 3)];
            return ChecksumOf(entropy) == bits[entropy.Length]
                ? new Mnemonic(entropy)
                : throw new FormatException("The phrase's checksum is wrong: a word is mistaken, or two are swapped.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bits);
        }
    }

    /// <summary>The words with one space between them. The array holds the secret: zeroing it is the caller's.</summary>
    /// <exception cref="ObjectDisposedException">The phrase was disposed of.</exception>
    public char[] ToPhrase()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var letters = GC.AllocateArray<char>(WordCount * (EnglishWords.LongestWord + 1), pinned: true);
        var length = 0;
        for (var word = 0; word < WordCount; word++)
        {
            if (word > 0)
            {
                letters[length++] = ' ';
            }

            var text = EnglishWords.At(PlaceOfWord(word));
            text.CopyTo(letters.AsSpan(length));
            length += text.Length;
        }

        var phrase = letters[..length];
        letters.AsSpan().Clear();
        return phrase;
    }

    /// <summary>The entropy. Zeroing it is the caller's.</summary>
    /// <exception cref="ObjectDisposedException">The phrase was disposed of.</exception>
    public byte[] ToEntropy()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return [.. _entropy];
    }

    /// <summary>
    /// The 64-byte seed of the phrase and a passphrase (which is part of the secret, and of which every one is right:
    /// another passphrase opens another wallet). Zeroing the seed is the caller's.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The phrase was disposed of.</exception>
    /// <exception cref="FormatException">The passphrase is no Unicode text.</exception>
    public byte[] ToSeed(ReadOnlySpan<char> passphrase = default)
    {
        var phrase = ToPhrase();
        try
        {
            return SeedOf(phrase, passphrase);
        }
        finally
        {
            phrase.AsSpan().Clear();
        }
    }

    /// <summary>Zeroes the entropy.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_entropy);
    }

    /// <summary>How many words there are, and never which.</summary>
    public override string ToString() => $"phrase of {WordCount} words";

    /// <summary>The seed of a phrase in any language, unchecked: PBKDF2-HMAC-SHA512 of both texts in normalization form KD.</summary>
    internal static byte[] SeedOf(ReadOnlySpan<char> phrase, ReadOnlySpan<char> passphrase)
    {
        var password = Nfkd.ToUtf8(phrase);
        var salted = Nfkd.ToUtf8(passphrase);
        var salt = GC.AllocateArray<byte>("mnemonic"u8.Length + salted.Length, pinned: true);
        try
        {
            "mnemonic"u8.CopyTo(salt);
            salted.CopyTo(salt, "mnemonic"u8.Length);
            var seed = GC.AllocateArray<byte>(SeedSize, pinned: true);
            Rfc2898DeriveBytes.Pbkdf2(password, salt, seed, Iterations, HashAlgorithmName.SHA512);
            return seed;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
            CryptographicOperations.ZeroMemory(salted);
            CryptographicOperations.ZeroMemory(salt);
        }
    }

    /// <summary>Writes eleven bits a word, and says how many words there are.</summary>
    private static int ReadWords(ReadOnlySpan<char> phrase, Span<byte> bits)
    {
        var words = 0;
        for (phrase = phrase.Trim(); !phrase.IsEmpty; phrase = phrase.TrimStart())
        {
            var end = 0;
            while (end < phrase.Length && !char.IsWhiteSpace(phrase[end]))
            {
                end++;
            }

            var place = EnglishWords.PlaceOf(phrase[..end]);
            if (place < 0)
            {
                throw new FormatException($"Word {words + 1} of the phrase is not in the English list of BIP-39.");
            }

            WriteWord(words < 24 ? words++ : throw WrongCount(), place, bits);
            phrase = phrase[end..];
        }

        return words is 12 or 15 or 18 or 21 or 24 ? words : throw WrongCount();
    }

    private static void WriteWord(int word, int place, Span<byte> bits)
    {
        for (var bit = 0; bit < BitsInWord; bit++)
        {
            var at = (word * BitsInWord) + bit;
            bits[at / 8] |= (byte)(((place >> (BitsInWord - 1 - bit)) & 1) << (7 - (at % 8)));
        }
    }

    private static FormatException WrongCount() => new("A phrase has 12, 15, 18, 21 or 24 words.");

    /// <summary>The first bits of the entropy's SHA-256, one for each 32 bits of entropy, and zeros behind them.</summary>
    private static byte ChecksumOf(ReadOnlySpan<byte> entropy)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(entropy, hash);
        return (byte)(hash[0] & (0xff00 >> (entropy.Length / 4)));
    }

    private int PlaceOfWord(int word)
    {
        var place = 0;
        for (var at = word * BitsInWord; at < (word + 1) * BitsInWord; at++)
        {
            var bits = at / 8 < _entropy.Length ? _entropy[at / 8] : ChecksumOf(_entropy);
            place = (place << 1) | ((bits >> (7 - (at % 8))) & 1);
        }

        return place;
    }
}
