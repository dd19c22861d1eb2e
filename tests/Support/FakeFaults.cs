using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Support;

/// <summary>What goes wrong with a <see cref="FakeChain"/>. Nothing, until a test stages it.</summary>
public sealed class FakeFaults
{
    private int _failures;
    private RpcFailure _failure;

    /// <summary>Newest block that the endpoint has seen, which is behind the chain; null when it keeps up.</summary>
    public ulong? HeadersUpTo { get; set; }

    /// <summary>
    /// Newest block whose logs the endpoint has: another node of its pool, say, which is behind. A range beyond it is
    /// answered as though nothing were there; a block by its hash is an error.
    /// </summary>
    public ulong? LogsUpTo { get; set; }

    /// <summary>Most blocks that a range of logs may have.</summary>
    public ulong? MostBlocks { get; set; }

    /// <summary>Heights whose headers the endpoint does not have.</summary>
    public ISet<ulong> HiddenHeaders { get; } = new HashSet<ulong>();

    /// <summary>Changes what is answered for a header.</summary>
    public Func<BlockHeader, BlockHeader>? Header { get; set; }

    /// <summary>Changes what is answered for logs.</summary>
    public Func<IReadOnlyList<Log>, IReadOnlyList<Log>>? Logs { get; set; }

    /// <summary>Changes what is answered for a block's receipts.</summary>
    public Func<IReadOnlyList<Receipt>, IReadOnlyList<Receipt>?>? Receipts { get; set; }

    /// <summary>The first block that the endpoint can trace; null where it traces none.</summary>
    public ulong? TracesFrom { get; set; } = 0;

    /// <summary>Changes what is answered for a block's transactions.</summary>
    public Func<IReadOnlyList<MinedTransaction>, IReadOnlyList<MinedTransaction>>? Transactions { get; set; }

    /// <summary>Changes what is answered for what calls moved.</summary>
    public Func<IReadOnlyList<InternalTransfer>, IReadOnlyList<InternalTransfer>>? Internal { get; set; }

    /// <summary>The block that stands behind the hash of an invented one.</summary>
    public Func<Hash32, Hash32>? HashServed { get; set; }

    /// <summary>Called with the method before each request: may throw, or move the chain.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Lets the next requests fail.</summary>
    public void Fail(int times, RpcFailure failure = RpcFailure.Retry) => (_failures, _failure) = (times, failure);

    /// <summary>All is well again.</summary>
    public void Clear()
    {
        HeadersUpTo = LogsUpTo = MostBlocks = null;
        HiddenHeaders.Clear();
        Header = null;
        Logs = null;
        Receipts = null;
        HashServed = null;
        TracesFrom = 0;
        Transactions = null;
        Internal = null;
        Before = null;
        _failures = 0;
    }

    internal void BeforeCall(string method)
    {
        if (_failures > 0)
        {
            _failures--;
            throw Some.Failure(_failure, method: method);
        }

        Before?.Invoke(method);
    }
}
