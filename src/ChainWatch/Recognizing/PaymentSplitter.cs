using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// OpenZeppelin's PaymentSplitter (up to version 4): anyone may call <c>release</c>, which pays a payee its share in
/// ETH or in a token. The payee is not indexed, so all releases of the contract are read and the owner's are kept.
/// </summary>
internal sealed class PaymentSplitter(SourceSettings source) : IRecognizer
{
    public static SourceKind Kind => SourceKind.Plain("payment-splitter", source => new PaymentSplitter(source));

    private static readonly AbiEvent EtherReleased = ContractAbi.PaymentSplitter.Event("PaymentReleased");
    private static readonly AbiEvent TokenReleased = ContractAbi.PaymentSplitter.Event("ERC20PaymentReleased");
    private static readonly Func<Log, EtherRelease> ReadEther = EtherReleased.Decoder<EtherRelease>();
    private static readonly Func<Log, TokenRelease> ReadToken = TokenReleased.Decoder<TokenRelease>();

    public IReadOnlyList<LogFilter> Queries { get; } =
        [new LogFilter { Addresses = [source.Contract], Topics = [[EtherReleased.Topic0, TokenReleased.Topic0]] }];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        var (to, token, amount) = EtherReleased.Matches(log) ? Ether(ReadEther(log))
            : TokenReleased.Matches(log) ? InToken(ReadToken(log))
            : default;
        return to == source.Beneficiary && amount > 0 ? [new Payment(at, source.Contract, token, amount)] : [];
    }

    private static (Address, Token, BigInteger) Ether(EtherRelease release) => (release.To, Token.Native, release.Amount);

    private static (Address, Token, BigInteger) InToken(TokenRelease release) => (release.To, new Token(release.Token), release.Amount);

    private readonly record struct EtherRelease(Address To, BigInteger Amount);

    private readonly record struct TokenRelease(Address Token, Address To, BigInteger Amount);
}
