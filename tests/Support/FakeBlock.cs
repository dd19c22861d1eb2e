using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Support;

/// <summary>A block as real ones are: its hash is that of its header, whose receipts root and bloom are those of its receipts.</summary>
public sealed record FakeBlock(BlockHeader Header, IReadOnlyList<Receipt> Receipts)
{
    private static readonly Hash32 NoOmmers = Keccak256.Hash([0xc0]);

    /// <summary>Its logs, in order.</summary>
    public IReadOnlyList<Log> Logs { get; } = [.. Receipts.SelectMany(receipt => receipt.Logs)];

    /// <summary>Its transactions: those that were given, or one without a meaning for each receipt.</summary>
    public IReadOnlyList<MinedTransaction> Transactions { get; init; } = [];

    /// <summary>What calls inside of its transactions moved.</summary>
    public IReadOnlyList<InternalTransfer> Internal { get; init; } = [];

    /// <summary>A block of these transactions, each with its own logs.</summary>
    public static FakeBlock Paying(ulong number, BlockHeader parent, IReadOnlyList<FakeTransaction> transactions, int made)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        var mined = transactions.Select((transaction, place) => Mined(transaction, place, transaction.Sign((ulong)(1_000 * made) + (ulong)place))).ToList();
        var plain = Of(number, parent, [], made);
        var receipts = mined.Select((transaction, place) => new Receipt
        {
            Type = 2,
            TransactionHash = transaction.Hash,
            TransactionIndex = place,
            BlockHash = default,
            BlockNumber = number,
            Succeeded = transactions[place].Succeeds,
            CumulativeGasUsed = 50_000 * (ulong)(place + 1),
            GasUsed = 50_000,
            EffectiveGasPrice = FakeTransaction.Fee / 50_000,
            Logs = transactions[place].Logs,
            LogsBloom = LogBloom.Of(transactions[place].Logs),
        }).ToList();
        var header = plain.Header with
        {
            TransactionsRoot = BlockRoots.OfTransactions([.. mined.Select(transaction => transaction.Encoded!.Value)]),
            ReceiptsRoot = BlockRoots.OfReceipts(receipts),
            LogsBloom = LogBloom.Of(transactions.SelectMany(transaction => transaction.Logs)),
            GasUsed = 50_000 * (ulong)receipts.Count,
        };
        return Sealed(header, receipts) with
        {
            Transactions = mined,
            Internal = [.. transactions.SelectMany((transaction, index) => transaction.Calls.Select((call, place) => new InternalTransfer(index, place, call.From, call.To, call.Value)))],
        };
    }

    private static MinedTransaction Mined(FakeTransaction transaction, int place, byte[] encoded) => new()
    {
        Hash = Keccak256.Hash(encoded),
        Type = 2,
        Index = place,
        From = FakeTransaction.AccountOf(transaction.Sender),
        To = transaction.To,
        Value = transaction.Value,
        GasLimit = 100_000,
        Encoded = encoded,
    };

    // Bytes that are no transaction: nobody is paid by it.
    private static byte[] Meaningless(int made, int place) => [.. Some.Seeded($"transaction {made} {place}").Bytes];

    /// <summary>A block of these logs.</summary>
    /// <param name="number">Height.</param>
    /// <param name="parent">The block before it; null for the first.</param>
    /// <param name="logs">Each is of a transaction of its own, or of the one before it where both name the same.</param>
    /// <param name="made">What makes it another block than others with the same contents.</param>
    /// <param name="late">Seconds by which it is later than blocks usually are.</param>
    public static FakeBlock Of(ulong number, BlockHeader? parent, IReadOnlyList<Log> logs, int made, ulong late = 0)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var receipts = ByTransaction(logs).Select((own, place) => new Receipt
        {
            Type = place % 3,
            TransactionHash = own[0].TransactionHash,
            TransactionIndex = place,
            BlockHash = default,
            BlockNumber = number,
            Succeeded = true,
            CumulativeGasUsed = 50_000 * (ulong)(place + 1),
            Logs = own,
            LogsBloom = LogBloom.Of(own),
        }).ToList();
        List<MinedTransaction> empty =
        [
            .. receipts.Select((_, place) => new MinedTransaction { Hash = default, Index = place, From = default, Encoded = Meaningless(made, place) }),
        ];
        var header = new BlockHeader
        {
            Hash = default,
            ParentHash = parent?.Hash ?? default,
            Number = number,
            Timestamp = FakeChain.TimeOf(number) + late,
            LogsBloom = LogBloom.Of(logs),
            OmmersHash = NoOmmers,
            TransactionsRoot = BlockRoots.OfTransactions([.. empty.Select(transaction => transaction.Encoded!.Value)]),
            ReceiptsRoot = BlockRoots.OfReceipts(receipts),
            GasLimit = 30_000_000,
            GasUsed = 50_000 * (ulong)receipts.Count,
            ExtraData = BitConverter.GetBytes(made),
            Nonce = new byte[8],
            BaseFeePerGas = 7,
        };
        var block = Sealed(header, receipts);
        return block with { Transactions = [.. empty.Zip(block.Receipts, (transaction, receipt) => transaction with { Hash = receipt.TransactionHash })] };
    }

    /// <summary>The same receipts under a header, each with its place: what a block is once its hash is known.</summary>
    public static FakeBlock Sealed(BlockHeader header, IReadOnlyList<Receipt> receipts)
    {
        var sealedHeader = header with { Hash = HeaderHash.Compute(header) };
        var index = 0;
        return new FakeBlock(sealedHeader, [.. receipts.Select((receipt, place) =>
        {
            var transaction = receipt.TransactionHash == default ? Some.Seeded($"transaction {sealedHeader.Hash} {place}") : receipt.TransactionHash;
            return receipt with
            {
                BlockHash = sealedHeader.Hash,
                TransactionHash = transaction,
                Logs = [.. receipt.Logs.Select(log => log with
                {
                    BlockNumber = sealedHeader.Number,
                    BlockHash = sealedHeader.Hash,
                    TransactionHash = transaction,
                    TransactionIndex = place,
                    LogIndex = index++,
                })],
            };
        })]);
    }

    private static List<List<Log>> ByTransaction(IReadOnlyList<Log> logs)
    {
        var transactions = new List<List<Log>>();
        foreach (var log in logs)
        {
            if (transactions.Count > 0 && log.TransactionHash != default && transactions[^1][0].TransactionHash == log.TransactionHash)
            {
                transactions[^1].Add(log);
            }
            else
            {
                transactions.Add([log]);
            }
        }

        return transactions;
    }
}
