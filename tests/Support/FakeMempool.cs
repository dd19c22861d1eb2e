using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Support;

/// <summary>
/// The sending side of a <see cref="FakeChain"/>: it takes, replaces and refuses transactions as a strict real node does,
/// and mines them when a test says so.
/// </summary>
public sealed class FakeMempool : ITransactionSender
{
    /// <summary>Gas that every transaction uses.</summary>
    public const ulong GasUsed = 90_000;

    private static readonly BigInteger Reward = 1_000_000_000;

    private readonly FakeChain _chain;
    private readonly SortedDictionary<(Address Sender, ulong Nonce), Transaction> _waiting = [];
    private readonly List<(Transaction Transaction, Address Sender, BlockHeader Block, bool Succeeded)> _mined = [];

    /// <summary>A mempool of a chain, which from then on knows the receipts of what was mined from it.</summary>
    public FakeMempool(FakeChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        _chain = chain;
        chain.Receipts = ReceiptOf;
    }

    /// <summary>What a transaction does when it is mined: the logs that it emits; null when it fails.</summary>
    public Func<Transaction, IReadOnlyList<Log>?> Effect { get; set; } = _ => [];

    /// <summary>What a simulated transaction returns; may throw.</summary>
    public Func<CallRequest, byte[]> Simulation { get; set; } = _ => [.. new byte[31], 1];

    /// <summary>The base fee of every block.</summary>
    public BigInteger BaseFee { get; set; } = 10_000_000_000;

    /// <summary>Called with the method before each request: may throw.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Called after a transaction was taken, before that is answered: may throw.</summary>
    public Action? Taken { get; set; }

    /// <summary>Every transaction that was ever handed over, also again.</summary>
    public IList<byte[]> Received { get; } = [];

    /// <summary>What waits.</summary>
    public IReadOnlyCollection<Transaction> Waiting => _waiting.Values;

    /// <summary>What stands in a block of the chain.</summary>
    public IEnumerable<(Transaction Transaction, bool Succeeded)> Mined => _mined.Where(Stands).Select(mined => (mined.Transaction, mined.Succeeded));

    /// <summary>What waits is forgotten, as a restarted node does.</summary>
    public void Forget() => _waiting.Clear();

    /// <summary>Mines what waits, each transaction in a block of its own.</summary>
    public void Mine()
    {
        foreach (var ((sender, nonce), transaction) in _waiting.ToList())
        {
            if (nonce == CountOf(sender, ulong.MaxValue))
            {
                var logs = Effect(transaction);
                var block = _chain.Mine([.. (logs ?? []).Select(log => log with { TransactionHash = transaction.ComputeHash() })]);
                _mined.Add((transaction, sender, block, logs is not null));
                _waiting.Remove((sender, nonce));
            }
        }
    }

    /// <summary>Something that ChainWatch knows nothing of uses an account's next nonce.</summary>
    public void UseNonce(Address sender)
    {
        var nonce = CountOf(sender, ulong.MaxValue);
        _waiting.Remove((sender, nonce));
        _mined.Add((new Transaction { Type = TransactionType.Legacy, Nonce = nonce, GasLimit = 21_000 }, sender, _chain.Mine(), true));
    }

    public Task<ulong> GetTransactionCountAsync(Address address, BlockTag block, CancellationToken cancellation = default) => AskAsync(
        "eth_getTransactionCount",
        () => CountOf(address, block.Number ?? ulong.MaxValue) + (block == BlockTag.Pending ? (ulong)_waiting.Keys.Count(key => key.Sender == address) : 0));

    public Task<byte[]> CallAsync(CallRequest request, BlockTag block, CancellationToken cancellation = default) => AskAsync("eth_call", () => Simulation(request));

    public Task<ulong> EstimateGasAsync(CallRequest request, BlockTag? block = null, CancellationToken cancellation = default) => AskAsync("eth_estimateGas", () => GasUsed);

    public Task<FeeHistory> GetFeeHistoryAsync(int blocks, BlockTag newest, IReadOnlyList<int> percentiles, CancellationToken cancellation = default) => AskAsync(
        "eth_feeHistory", () => new FeeHistory(0, [.. Enumerable.Repeat(BaseFee, blocks + 1)], [.. Enumerable.Repeat<IReadOnlyList<BigInteger>>([Reward], blocks)]));

    public Task<Hash32> SendRawTransactionAsync(ReadOnlyMemory<byte> rawTransaction, CancellationToken cancellation = default) => AskAsync("eth_sendRawTransaction", () =>
    {
        Received.Add(rawTransaction.ToArray());
        var transaction = Transaction.Decode(rawTransaction);
        Take(transaction, transaction.RecoverSender());
        Taken?.Invoke();
        return transaction.ComputeHash();
    });

    private void Take(Transaction transaction, Address sender)
    {
        var key = (sender, transaction.Nonce);
        if (transaction.Nonce < CountOf(sender, ulong.MaxValue))
        {
            throw Refuse("nonce too low");
        }

        if (transaction.MaxFeePerGas < BaseFee)
        {
            throw Refuse("max fee per gas less than block base fee");
        }

        if (_waiting.TryGetValue(key, out var other))
        {
            if (other.ComputeHash() == transaction.ComputeHash())
            {
                throw Refuse("already known");
            }

            if (8 * transaction.MaxFeePerGas < 9 * other.MaxFeePerGas || 8 * transaction.MaxPriorityFeePerGas < 9 * other.MaxPriorityFeePerGas)
            {
                throw Refuse("replacement transaction underpriced");
            }
        }

        _waiting[key] = transaction;
    }

    private async Task<T> AskAsync<T>(string method, Func<T> answer)
    {
        await Task.CompletedTask;
        Before?.Invoke(method);
        return answer();
    }

    private bool Stands((Transaction Transaction, Address Sender, BlockHeader Block, bool Succeeded) mined) =>
        mined.Block.Number <= _chain.Head.Number && _chain.At(mined.Block.Number).Hash == mined.Block.Hash;

    private ulong CountOf(Address sender, ulong block) => (ulong)_mined.Count(mined => mined.Sender == sender && mined.Block.Number <= block && Stands(mined));

    private Receipt? ReceiptOf(Hash32 hash)
    {
        var mined = _mined.Find(mined => mined.Transaction.Signature is not null && mined.Transaction.ComputeHash() == hash && Stands(mined));
        return mined.Transaction is null ? null : new Receipt
        {
            Type = (int)mined.Transaction.Type,
            TransactionHash = hash,
            TransactionIndex = 0,
            BlockHash = mined.Block.Hash,
            BlockNumber = mined.Block.Number,
            Succeeded = mined.Succeeded,
            CumulativeGasUsed = GasUsed,
            GasUsed = GasUsed,
            EffectiveGasPrice = BaseFee + Reward,
            From = mined.Sender,
            To = mined.Transaction.To,
            Logs = [],
            LogsBloom = new byte[256],
        };
    }

    private static RpcException Refuse(string reason) => Some.Failure(RpcFailure.Final, reason, "eth_sendRawTransaction");
}
