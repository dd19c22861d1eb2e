using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;

namespace ChainWatch.Proving;

/// <summary>What a Transfer, or a payment in coins, moved, as seen from one account.</summary>
/// <param name="Transaction">Its transaction.</param>
/// <param name="Amount">Base units: positive when they came, negative when they left.</param>
internal readonly record struct Moved(Hash32 Transaction, BigInteger Amount);

/// <summary>
/// Transfer events of ERC-20 tokens. Those of ERC-721 have the same first topic and a fourth one, also where a token of two
/// natures emits both from one address: they move no amount.
/// </summary>
internal static class TransferLogs
{
    private static readonly AbiEvent Transferred = ContractAbi.Erc20.Event("Transfer");
    private static readonly Func<Log, Transfer> Read = Transferred.Decoder<Transfer>();

    /// <summary>Whether a log is a Transfer from or to one of some accounts.</summary>
    public static bool Concern(Log log, IReadOnlySet<Address> accounts) =>
        accounts.Count > 0 && Transferred.Matches(log) && Read(log) is var transfer && (accounts.Contains(transfer.From) || accounts.Contains(transfer.To));

    /// <summary>Asks for the Transfers of a block that concern these accounts: those to them, and those from them.</summary>
    public static IReadOnlyList<LogFilter> Queries(Hash32 block, IReadOnlyList<Address> tokens, IEnumerable<Address> accounts)
    {
        IReadOnlyList<Hash32> concerned = [.. accounts.Select(Hash32.FromAddress)];
        return
        [
            new LogFilter { BlockHash = block, Addresses = tokens, Topics = [[Transferred.Topic0], null, concerned] },
            new LogFilter { BlockHash = block, Addresses = tokens, Topics = [[Transferred.Topic0], concerned] },
        ];
    }

    /// <summary>What moved to and from an account; what it sent to itself moved nothing.</summary>
    public static IReadOnlyList<Moved> Of(IEnumerable<Log> logs, Token token, Address account) =>
    [
        .. logs.Where(log => log.Address == token.Contract && Transferred.Matches(log)).DistinctBy(log => log.LogIndex)
            .Select(log => (log.TransactionHash, Transfer: Read(log)))
            .Where(read => read.Transfer.From != read.Transfer.To && (read.Transfer.From == account || read.Transfer.To == account) && !read.Transfer.Value.IsZero)
            .Select(read => new Moved(read.TransactionHash, read.Transfer.To == account ? read.Transfer.Value : -read.Transfer.Value)),
    ];

    private readonly record struct Transfer(Address From, Address To, BigInteger Value);
}
