using System.Security.Cryptography;
using System.Text;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// A passphrase, a phrase or a key as somebody typed or kept it: characters in memory that the collector does not move,
/// zeroed on disposal. No text of this type shows them.
/// </summary>
public sealed class SecretText : IDisposable
{
    /// <summary>More than any passphrase or phrase; what is longer is no secret but a wrong file.</summary>
    public const int MaxLength = 1024;

    private readonly char[] _letters = GC.AllocateArray<char>(MaxLength, pinned: true);
    private int _length;

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> Span => _letters.AsSpan(0, _length);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The characters of a text, which is the caller's to forget.</summary>
    public static SecretText Of(ReadOnlySpan<char> text)
    {
        var secret = new SecretText();
        foreach (var letter in text)
        {
            secret.Append(letter);
        }

        return secret;
    }

    /// <summary>What stands in a file or comes in on a pipe, UTF-8, without white space around it; null where it is too long or no text.</summary>
    public static SecretText? Read(Stream stream, bool firstLineOnly)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var bytes = GC.AllocateArray<byte>(MaxLength + 1, pinned: true);
        var secret = new SecretText();
        try
        {
            var read = bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
            if (read.Length > MaxLength || !Encoding.UTF8.TryGetChars(read, secret._letters, out secret._length) || secret.Span.Contains('\uFFFD'))
            {
                secret.Dispose();
                return null;
            }

            secret.Trim(firstLineOnly);
            return secret;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Adds a character that was typed; one too many is not taken.</summary>
    public void Append(char letter)
    {
        if (_length < MaxLength)
        {
            _letters[_length++] = letter;
        }
    }

    /// <summary>Takes the last character back.</summary>
    public void RemoveLast()
    {
        if (_length > 0)
        {
            _letters[--_length] = '\0';
        }
    }

    /// <summary>Zeroes the characters.</summary>
    public void Dispose()
    {
        _letters.AsSpan().Clear();
        _length = 0;
    }

    /// <summary>Never the characters.</summary>
    public override string ToString() => "a secret";

    /// <summary>A passphrase may begin or end with a space, so of its line only the line break goes; around a key or phrase all white space does.</summary>
    private void Trim(bool firstLineOnly)
    {
        var kept = Span;
        if (firstLineOnly)
        {
            var end = kept.IndexOfAny('\r', '\n');
            kept = end < 0 ? kept : kept[..end];
        }
        else
        {
            kept = kept.Trim();
        }

        var length = kept.Length;
        kept.CopyTo(_letters);
        _letters.AsSpan(length).Clear();
        _length = length;
    }
}
