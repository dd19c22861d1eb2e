using System.Numerics;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Transactions;

/// <summary>The fields of an encoded transaction by name. Every fault names its field.</summary>
internal sealed class TransactionFields
{
    private readonly IReadOnlyList<RlpItem> _items;
    private readonly string[] _names;

    private TransactionFields(IReadOnlyList<RlpItem> items, string[] names) => (_items, _names) = (items, names);

    public static TransactionFields Read(ReadOnlyMemory<byte> encoded, string[] names)
    {
        var items = Guard("envelope", () => RlpItem.Decode(encoded).Items);
        if (items.Count is 4 or 5 && items[0].IsList)
        {
            throw new TransactionException("envelope", "a blob transaction with its blobs (the form that the network passes on): only the form in blocks is read");
        }

        return items.Count == names.Length
            ? new TransactionFields(items, names)
            : throw new TransactionException("envelope", $"{items.Count} fields, expected {names.Length}");
    }

    public ulong UInt64(string name) => Guard(name, () => this[name].AsUInt64());

    public ReadOnlyMemory<byte> Bytes(string name) => Guard(name, () => this[name].Bytes);

    public BigInteger Integer(string name) => Integer(name, this[name]);

    public BigInteger? IntegerIfAny(string name) => _names.Contains(name) ? Integer(name) : null;

    public Address? Recipient() => Bytes("to").IsEmpty ? null : Guard<Address?>("to", () => this["to"].AsAddress());

    public int Parity() => UInt64("yParity") is var parity and <= 1 ? (int)parity : throw new TransactionException("yParity", "neither 0 nor 1");

    public Signature Signature(int parity)
    {
        try
        {
            return new Signature(Word("r"), Word("s"), parity);
        }
        catch (FormatException e)
        {
            throw new TransactionException("signature", e.Message, e);
        }
    }

    public IReadOnlyList<AccessListEntry> AccessList() => List("accessList", this["accessList"], (name, item) =>
    {
        var parts = Parts(name, item, 2);
        var address = Guard($"{name}.address", parts[0].AsAddress);
        return new AccessListEntry(address, List($"{name}.storageKeys", parts[1], (key, word) => Guard(key, word.AsHash32)));
    });

    public IReadOnlyList<Hash32> BlobVersionedHashes() => _names.Contains("blobVersionedHashes")
        ? List("blobVersionedHashes", this["blobVersionedHashes"], (name, item) => Guard(name, item.AsHash32))
        : [];

    public IReadOnlyList<Authorization> AuthorizationList() => _names.Contains("authorizationList")
        ? List("authorizationList", this["authorizationList"], Authorization)
        : [];

    private RlpItem this[string name] => _items[Array.IndexOf(_names, name)];

    private static Authorization Authorization(string name, RlpItem item)
    {
        var parts = Parts(name, item, 6);
        var parity = Guard($"{name}.yParity", parts[3].AsUInt64);
        return new Authorization(
            Integer($"{name}.chainId", parts[0]),
            Guard($"{name}.address", parts[1].AsAddress),
            Guard($"{name}.nonce", parts[2].AsUInt64),
            parity <= byte.MaxValue ? (byte)parity : throw new TransactionException($"{name}.yParity", "more than 255"),
            Integer($"{name}.r", parts[4]),
            Integer($"{name}.s", parts[5]));
    }

    private static BigInteger Integer(string name, RlpItem item)
    {
        // Looked at before it is read, so that no integer of a megabyte is made.
        var size = Guard(name, () => item.Bytes.Length);
        return size <= Hash32.Size
            ? Guard(name, item.AsInteger)
            : throw new TransactionException(name, $"a number of {size} bytes, more than 256 bits");
    }

    private static IReadOnlyList<RlpItem> Parts(string name, RlpItem item, int count)
    {
        var parts = Guard(name, () => item.Items);
        return parts.Count == count ? parts : throw new TransactionException(name, $"{parts.Count} fields, expected {count}");
    }

    private static T[] List<T>(string name, RlpItem item, Func<string, RlpItem, T> read) =>
        [.. Guard(name, () => item.Items).Select((element, index) => read($"{name}[{index}]", element))];

    private static T Guard<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RlpException e)
        {
            throw new TransactionException(name, e.Message, e);
        }
    }

    private Hash32 Word(string name)
    {
        var digits = Integer(name).ToByteArray(isUnsigned: true, isBigEndian: true);
        return new Hash32([.. new byte[Hash32.Size - digits.Length], .. digits]);
    }
}
