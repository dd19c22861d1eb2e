using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Watching;

/// <summary>
/// The log that a chain itself writes of every movement of its coin (EIP-7708): a Transfer of ERC-20's form, from no contract
/// but the system's address. A transaction's logs are in the order of its calls, its own value first.
/// </summary>
internal static class NativeLog
{
    private static readonly Address Emitter = Address.Parse("0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE");
    private static readonly Hash32 Topic = Keccak256.Hash("Transfer(address,address,uint256)"u8);

    /// <summary>What came to these accounts.</summary>
    public static LogFilter QueryOf(IEnumerable<Address> accounts) => new()
    {
        Addresses = [Emitter],
        Topics = [[Topic], null, [.. accounts.Order().Select(Hash32.FromAddress)]],
    };

    /// <summary>What calls inside of a transaction moved, with the places that a trace would give them.</summary>
    public static IEnumerable<InternalTransfer> Internal(MinedTransaction transaction, Receipt receipt) =>
        Internal(transaction.Index, transaction.From, transaction.To, transaction.Value, [.. receipt.Logs.Select(log => new ProvenLog(log.Address, log.Topics, log.Data))])
            .Select(told => told.Transfer);

    /// <summary>The same with the logs that tell it.</summary>
    /// <param name="index">Place of the transaction in its block.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="to">Whom it calls or pays; null where it creates a contract.</param>
    /// <param name="value">Wei that it moves itself, of which its first such log tells.</param>
    /// <param name="logs">All of its logs.</param>
    public static IEnumerable<(ProvenLog Log, InternalTransfer Transfer)> Internal(int index, Address from, Address? to, BigInteger value, IReadOnlyList<ProvenLog> logs) =>
        logs.Where(Is).Skip(value.Sign > 0 && to != from ? 1 : 0).Select((log, place) => (log, new InternalTransfer(
            index, place, AddressOf(log.Topics[1]), AddressOf(log.Topics[2]), new BigInteger(log.Data.Span, isUnsigned: true, isBigEndian: true))));

    private static bool Is(ProvenLog log) => log.Address == Emitter && log.Topics.Count == 3 && log.Topics[0] == Topic && log.Data.Length == Hash32.Size;

    private static Address AddressOf(Hash32 word) => new(word.Bytes[12..]);
}
