using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Replay;

/// <summary>
/// What a log looks like but for its amount, which is the last word of its data. There are few shapes and many logs:
/// what can be worked out for a shape is worked out once.
/// </summary>
public sealed class Shape
{
    private static readonly Hash32 Transferred = Keccak256.Hash("Transfer(address,address,uint256)"u8);
    private static readonly Hash32 EtherReleased = Keccak256.Hash("PaymentReleased(address,uint256)"u8);
    private static readonly Hash32 TokenReleased = Keccak256.Hash("ERC20PaymentReleased(address,address,uint256)"u8);

    private Shape(Address contract, IReadOnlyList<Hash32> topics, Address? payee = null)
    {
        Contract = contract;
        Topics = topics;
        Payee = payee;
        Bloom = LogBloom.Of([ToLog(0, default)]);
    }

    /// <summary>All shapes: the owner's payments first, then what is not the owner's.</summary>
    public static IReadOnlyList<Shape> All { get; } = [.. Own(), .. Others()];

    /// <summary>How many of <see cref="All"/> are payments to the owner.</summary>
    public static int OwnCount { get; } = All.Count(shape => shape.Payment is not null);

    /// <summary>The contract that emits it.</summary>
    public Address Contract { get; }

    /// <summary>Its topics.</summary>
    public IReadOnlyList<Hash32> Topics { get; }

    /// <summary>What stands in its data before the amount.</summary>
    public Address? Payee { get; }

    /// <summary>Who pays, and in what (the zero address for the chain's own coin); null where it is no payment to the owner.</summary>
    public (Address Payer, Address Token)? Payment { get; private init; }

    internal byte[] Bloom { get; }

    /// <summary>The log's data.</summary>
    public byte[] Data(UInt128 amount)
    {
        var data = new byte[Payee is null ? 32 : 64];
        Payee?.Bytes.CopyTo(data.AsSpan(12));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(data.AsSpan(data.Length - 16), amount);
        return data;
    }

    internal Log ToLog(UInt128 amount, Hash32 transaction) => new()
    {
        Address = Contract,
        Topics = Topics,
        Data = Data(amount),
        BlockNumber = 0,
        BlockHash = default,
        TransactionHash = transaction,
        TransactionIndex = 0,
        LogIndex = 0,
    };

    private static IEnumerable<Shape> Own() =>
    [
        .. Actors.Payers.Select(payer => Transfer(Actors.Coin, payer, Actors.Owner, (payer, Actors.Coin))),
        new Shape(Actors.Splitter, [EtherReleased], Actors.Owner) { Payment = (Actors.Splitter, Address.Zero) },
        new Shape(Actors.Splitter, [TokenReleased, Hash32.FromAddress(Actors.Coin)], Actors.Owner) { Payment = (Actors.Splitter, Actors.Coin) },
    ];

    private static IEnumerable<Shape> Others() =>
    [
        new Shape(Actors.Splitter, [EtherReleased], Actors.Stranger),
        Transfer(Actors.Coin, Actors.Payers[0], Actors.Stranger),
        Transfer(Actors.Coin, Actors.Stranger, Actors.Owner),
        Transfer(Actors.OtherCoin, Actors.Payers[0], Actors.Owner),
    ];

    private static Shape Transfer(Address token, Address from, Address to, (Address, Address)? payment = null) =>
        new(token, [Transferred, Hash32.FromAddress(from), Hash32.FromAddress(to)]) { Payment = payment };
}
