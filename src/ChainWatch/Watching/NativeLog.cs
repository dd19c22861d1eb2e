using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;

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
    public static IEnumerable<InternalTransfer> Internal(MinedTransaction transaction, Receipt receipt)
    {
        var own = transaction.Value.Sign > 0 && transaction.To != transaction.From ? 1 : 0;
        return receipt.Logs.Where(Is).Skip(own).Select((log, place) => new InternalTransfer(
            transaction.Index, place, AddressOf(log.Topics[1]), AddressOf(log.Topics[2]), new BigInteger(log.Data.Span, isUnsigned: true, isBigEndian: true)));
    }

    private static bool Is(Log log) => log.Address == Emitter && log.Topics.Count == 3 && log.Topics[0] == Topic && log.Data.Length == Hash32.Size;

    private static Address AddressOf(Hash32 word) => new(word.Bytes[12..]);
}
