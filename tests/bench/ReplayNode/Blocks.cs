using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Replay;

/// <summary>Headers and receipts as a real chain has them: roots, blooms and hashes are those of the contents.</summary>
internal static class Blocks
{
    private const ulong GasPerTransaction = 60_000;
    private static readonly Hash32 NoOmmers = Hash32.Parse("0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");

    /// <summary>A header whose hash is yet to be set.</summary>
    /// <param name="options">The chain's options.</param>
    /// <param name="number">Height.</param>
    /// <param name="roll">What its random fields follow from.</param>
    /// <param name="parent">Hash of the block before.</param>
    /// <param name="receiptsRoot">Root of its receipts.</param>
    /// <param name="emissions">Its logs.</param>
    public static BlockHeader Header(
        ReplayOptions options, ulong number, ulong roll, Hash32 parent, Hash32 receiptsRoot, IReadOnlyList<Emission> emissions) => new()
    {
        Hash = default,
        ParentHash = parent,
        Number = number,
        Timestamp = options.FirstTime + (number * options.BlockTime),
        LogsBloom = BloomOf(emissions),
        OmmersHash = NoOmmers,
        Beneficiary = Actors.Stranger,
        StateRoot = Dice.Hash(roll, 101),
        TransactionsRoot = Dice.Hash(roll, 102),
        ReceiptsRoot = receiptsRoot,
        Difficulty = BigInteger.Zero,
        GasLimit = 36_000_000,
        GasUsed = (emissions.Count == 0 ? 0 : (ulong)emissions[^1].TransactionIndex + 1) * GasPerTransaction,
        ExtraData = "replay"u8.ToArray(),
        MixHash = Dice.Hash(roll, 103),
        Nonce = new byte[8],
        BaseFeePerGas = 1_000_000_000,
        WithdrawalsRoot = PatriciaTrie.EmptyRoot,
        BlobGasUsed = 0,
        ExcessBlobGas = 0,
        ParentBeaconBlockRoot = Dice.Hash(roll, 104),
    };

    /// <summary>The receipts of a block; hash and time are no part of the receipts' root.</summary>
    public static IReadOnlyList<Receipt> Receipts(ulong number, Hash32 hash, IReadOnlyList<Emission> emissions) =>
    [
        .. emissions.GroupBy(emission => emission.TransactionIndex).Select(logs => ReceiptOf(number, hash, [.. logs])),
    ];

    private static Receipt ReceiptOf(ulong number, Hash32 hash, IReadOnlyList<Emission> emissions)
    {
        var place = emissions[0].TransactionIndex;
        return new Receipt
        {
            Type = place % 3 == 0 ? 0 : 2,
            TransactionHash = emissions[0].TransactionHash,
            TransactionIndex = place,
            BlockHash = hash,
            BlockNumber = number,
            Succeeded = true,
            CumulativeGasUsed = ((ulong)place + 1) * GasPerTransaction,
            GasUsed = GasPerTransaction,
            EffectiveGasPrice = 2_000_000_000,
            From = Actors.Stranger,
            To = Shape.All[emissions[0].Shape].Contract,
            LogsBloom = BloomOf(emissions),
            Logs =
            [
                .. emissions.Select(emission => Shape.All[emission.Shape].ToLog(emission.Amount, emission.TransactionHash) with
                {
                    BlockNumber = number,
                    BlockHash = hash,
                    TransactionIndex = emission.TransactionIndex,
                    LogIndex = emission.LogIndex,
                }),
            ],
        };
    }

    // The bloom of several logs has the bits of each.
    private static byte[] BloomOf(IReadOnlyList<Emission> emissions)
    {
        var bloom = new byte[LogBloom.Size];
        foreach (var emission in emissions)
        {
            var bits = Shape.All[emission.Shape].Bloom;
            for (var i = 0; i < bloom.Length; i++)
            {
                bloom[i] |= bits[i];
            }
        }

        return bloom;
    }
}
