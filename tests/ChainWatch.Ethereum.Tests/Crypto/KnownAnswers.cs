using System.Text;

namespace ChainWatch.Ethereum.Tests.Crypto;

/// <summary>Reads the known-answer files of the Keccak team and of Crypto++.</summary>
internal static class KnownAnswers
{
    /// <summary>Blocks of <c>Name = value</c> lines between blank lines; # begins a comment.</summary>
    public static IEnumerable<Dictionary<string, string>> Read(string path)
    {
        var block = new Dictionary<string, string>();
        foreach (var line in File.ReadLines(path).Append(""))
        {
            if (line.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, var value] && !name.StartsWith('#'))
            {
                block.Add(name, value);
            }
            else if (line.Trim().Length == 0 && block.Count > 0)
            {
                yield return block;
                block = [];
            }
        }
    }

    /// <summary>Message and lower-case digest of each test of one algorithm.</summary>
    public static IEnumerable<(byte[] Message, string Digest)> ReadCryptoPlusPlus(string path, string algorithm)
    {
        var (name, message) = ("", "");
        foreach (var line in File.ReadLines(path))
        {
            var (key, value) = line.Split(':', 2, StringSplitOptions.TrimEntries) is [var k, var v] ? (k, v) : ("", "");
            name = key == "Name" ? value : name;
            message = key == "Message" ? value : message;
            if (key == "Digest" && name == algorithm)
            {
                yield return (Bytes(message), value.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant());
            }
        }
    }

    /// <summary>A quoted text, hex digits, or either of them n times: <c>r15625 "aaaa"</c>.</summary>
    private static byte[] Bytes(string message)
    {
        if (message.StartsWith('r'))
        {
            var space = message.IndexOf(' ', StringComparison.Ordinal);
            var once = Bytes(message[(space + 1)..]);
            return [.. Enumerable.Repeat(once, int.Parse(message[1..space], null)).SelectMany(bytes => bytes)];
        }

        return message.StartsWith('"') ? Encoding.ASCII.GetBytes(message.Trim('"')) : Convert.FromHexString(message);
    }
}
