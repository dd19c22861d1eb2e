using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Reporting;

/// <summary>Addresses as text: one that was just met is not spelled anew, as the checksum of EIP-55 takes a hash.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
internal sealed class AddressTexts
{
    private const int Places = 4096;

    private readonly (Address Address, string Text)[] _known = new (Address, string)[Places];

    public string Of(Address address)
    {
        ref var known = ref _known[(address.Bytes[^1] | (address.Bytes[^2] << 8)) % Places];
        if (known.Text is null || known.Address != address)
        {
            known = (address, address.ToString());
        }

        return known.Text;
    }

    /// <summary>As <see cref="Token.ToString"/> shows it.</summary>
    public string Of(Token token) => token.IsNative ? token.ToString() : Of(token.Contract);
}
