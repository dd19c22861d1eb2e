using System.Globalization;
using System.Text;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>Messages as <c>personal_sign</c> signs them (EIP-191, version 0x45): they can never be read as a transaction.</summary>
public static class PersonalMessage
{
    /// <summary>The digest that is signed for <paramref name="message"/>: its bytes, whatever they are, behind prefix and length.</summary>
    public static Hash32 Hash(ReadOnlySpan<byte> message) => Keccak256.Hash(
        Encoding.ASCII.GetBytes("\x19" + "Ethereum Signed Message:\n" + message.Length.ToString(CultureInfo.InvariantCulture)), message);

    /// <summary>The digest that is signed for a text, in UTF-8.</summary>
    public static Hash32 Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));
}
