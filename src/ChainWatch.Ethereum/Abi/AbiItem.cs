using System.Text;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Abi;

/// <summary>A function, event, error or constructor of a contract.</summary>
public abstract class AbiItem
{
    private protected AbiItem(string name, IReadOnlyList<AbiParameter> inputs)
    {
        Name = name;
        Inputs = inputs;
        Arguments = AbiType.Tuple(inputs);
        Signature = name + Arguments.Name;
        SignatureHash = Keccak256.Hash(Encoding.UTF8.GetBytes(Signature));
    }

    /// <summary>The name in the contract; empty for a constructor.</summary>
    public string Name { get; }

    /// <summary>The arguments, in order.</summary>
    public IReadOnlyList<AbiParameter> Inputs { get; }

    /// <summary>Name and canonical types, such as <c>Transfer(address,address,uint256)</c>.</summary>
    public string Signature { get; }

    internal AbiType Arguments { get; }

    private protected Hash32 SignatureHash { get; }

    /// <summary>The signature.</summary>
    public override string ToString() => Signature;
}
