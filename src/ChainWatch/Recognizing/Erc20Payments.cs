using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Transfers of one ERC-20 token from named payers to the owner. The payers are named because anyone may send a
/// token, and because anyone may let a token announce a transfer of nothing "from" whomever they like.
/// </summary>
internal sealed class Erc20Payments(SourceSettings source) : IRecognizer
{
    public static readonly SourceKind Kind =
        SourceKind.Plain("erc20-payments", source => new Erc20Payments(source)) with { NeedsPayers = true };

    private static readonly AbiEvent Transferred = ContractAbi.Erc20.Event("Transfer");
    private static readonly Func<Log, Transfer> Read = Transferred.Decoder<Transfer>();

    private readonly HashSet<Address> _payers = [.. source.Payers];

    public IReadOnlyList<LogFilter> Queries { get; } =
    [
        new LogFilter
        {
            Addresses = [source.Contract],
            Topics = [[Transferred.Topic0], [.. source.Payers.Select(Hash32.FromAddress)], [Hash32.FromAddress(source.Beneficiary)]],
        },
    ];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        // An ERC-721 transfer has the same first topic and a fourth one: Matches counts them.
        if (!Transferred.Matches(log))
        {
            return [];
        }

        var (from, to, value) = Read(log);
        return to == source.Beneficiary && _payers.Contains(from) && value > 0
            ? [new Payment(at, from, new Token(log.Address), value)]
            : [];
    }

    private readonly record struct Transfer(Address From, Address To, BigInteger Value);
}
