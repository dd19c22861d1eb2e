using System.Buffers.Binary;
using ChainWatch.Ethereum;

namespace ChainWatch.Replay;

/// <summary>What happens in each block: worked out when asked for, so that a chain of any length needs no room.</summary>
internal sealed class Contents(ReplayOptions options)
{
    private const int LogsPerTransaction = 2;
    private const int MostPlaces = 1 << 16;
    private const ulong Gwei = 1_000_000_000;

    /// <summary>The logs of a block, into <paramref name="into"/>.</summary>
    /// <param name="version">Whose contents: each branch has its own.</param>
    /// <param name="number">Height.</param>
    /// <param name="into">Emptied first.</param>
    public void Read(int version, ulong number, List<Emission> into)
    {
        into.Clear();
        var roll = RollOf(version, number);
        var count = CountAt(version, number);
        Hash32 transaction = default;
        for (var i = 0; i < count; i++)
        {
            var place = i / LogsPerTransaction;
            if (i % LogsPerTransaction == 0)
            {
                transaction = TransactionHash(roll, number, place);
            }

            var own = Dice.Roll(roll, (ulong)i);
            into.Add(new Emission(i, place, transaction, ShapeOf(own), AmountOf(own)));
        }
    }

    /// <summary>A number from which everything else that is random in a block follows.</summary>
    public ulong RollOf(int version, ulong number) => Dice.Roll(Dice.Roll(options.Seed, (ulong)version), number);

    /// <summary>Height and place of the transaction that has a hash, if one has.</summary>
    public static (ulong Number, int Place) PositionOf(Hash32 transaction)
    {
        var packed = BinaryPrimitives.ReadUInt64BigEndian(transaction.Bytes) ^ Key(transaction.Bytes);
        return (packed / MostPlaces, (int)(packed % MostPlaces));
    }

    // Where it stands is hidden in the hash itself, so that a transaction is found without an index of them all.
    private static Hash32 TransactionHash(ulong roll, ulong number, int place)
    {
        var bytes = Dice.Hash(~roll, (ulong)place).ToArray();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((number * MostPlaces) + (ulong)place) ^ Key(bytes));
        return new Hash32(bytes);
    }

    private static ulong Key(ReadOnlySpan<byte> hash) => Dice.Roll(BinaryPrimitives.ReadUInt64BigEndian(hash[8..]), 0);

    private int CountAt(int version, ulong number)
    {
        if (number == 0)
        {
            return 0;
        }

        var most = 2 * options.LogsPerBlock;
        var first = (int)(RollOf(version, ~((number - 1) / 2)) % ((ulong)most + 1));
        return number % 2 == 1 ? first : most - first;
    }

    private int ShapeOf(ulong roll)
    {
        var which = (int)((roll >> 20) % 1_000);
        return (int)(roll % 1_000) < options.OwnPerThousand
            ? which % Shape.OwnCount
            : Shape.OwnCount + (which < 50 ? 0 : 1 + (which % (Shape.All.Count - Shape.OwnCount - 1)));
    }

    // From a millionth to a million of a token with six decimals; the chain's own coin has eighteen.
    private static UInt128 AmountOf(ulong roll)
    {
        var amount = 1 + (Dice.Roll(roll, 0) % 1_000_000_000_000);
        return roll % 2 == 0 ? amount : (UInt128)amount * Gwei;
    }
}
