using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>What the owner puts in and takes out of a balance that also grows by itself, as its token's Transfer events tell it.</summary>
internal sealed class TokenFlows(SourceSettings source)
{
    private static readonly AbiEvent Transferred = ContractAbi.Erc20.Event("Transfer");
    private static readonly Func<Log, Transfer> Read = Transferred.Decoder<Transfer>();

    /// <summary>Transfers from and to the owner.</summary>
    public IReadOnlyList<LogFilter> Queries { get; } =
    [
        new LogFilter { Addresses = [source.Contract], Topics = [[Transferred.Topic0], [Hash32.FromAddress(source.Beneficiary)]] },
        new LogFilter { Addresses = [source.Contract], Topics = [[Transferred.Topic0], null, [Hash32.FromAddress(source.Beneficiary)]] },
    ];

    /// <summary>Whether a log is a Transfer, and not one of an ERC-721 token.</summary>
    public static bool IsTransfer(Log log) => Transferred.Matches(log);

    /// <summary>The movement that a Transfer is; none where it moves nothing of the owner's, or to the owner itself.</summary>
    /// <param name="log">A Transfer.</param>
    /// <param name="at">Where it happened.</param>
    /// <param name="alsoMinted">Whether tokens that are made or destroyed count, too.</param>
    public IEnumerable<Finding> Recognize(Log log, LogPosition at, bool alsoMinted)
    {
        var (from, to, value) = Read(log);
        var isPlain = from != Address.Zero && to != Address.Zero;
        return value.IsZero || from == to || !(isPlain || alsoMinted) ? []
            : to == source.Beneficiary ? [Moved(source, at, value)]
            : from == source.Beneficiary ? [Moved(source, at, -value)]
            : [];
    }

    /// <summary>The movement of an amount into the source's own token, or out of it where it is negative.</summary>
    public static Movement Moved(SourceSettings source, LogPosition at, BigInteger amount)
    {
        var moved = BigInteger.Abs(amount);
        return new Movement(at, amount.Sign < 0 ? Direction.Withdrawal : Direction.Deposit, new Token(source.Contract), moved, moved);
    }

    private readonly record struct Transfer(Address From, Address To, BigInteger Value);
}
