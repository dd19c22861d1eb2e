using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// A funds distribution token (ERC-2222): dividends are credited to all holders at once, and each withdraws its own.
/// Income is what the owner withdrew, in the token that the contract names by <c>fundsToken()</c>. Maple's event tells a
/// third figure, the holder's total, and so has another topic.
/// </summary>
internal sealed class Erc2222Dividend(SourceSettings source, Token funds) : IRecognizer
{
    public static SourceKind Kind => new("erc2222-dividend", OpenAsync);

    private static readonly AbiEvent Withdrawn = ContractAbi.Erc2222Dividend.Event("FundsWithdrawn");
    private static readonly AbiEvent WithdrawnInAll = ContractAbi.Erc2222DividendMaple.Event("FundsWithdrawn");
    private static readonly Func<Log, Withdrawal> Read = Withdrawn.Decoder<Withdrawal>();
    private static readonly Func<Log, Withdrawal> ReadInAll = WithdrawnInAll.Decoder<Withdrawal>();

    public IReadOnlyList<LogFilter> Queries { get; } =
        [new LogFilter { Addresses = [source.Contract], Topics = [[Withdrawn.Topic0, WithdrawnInAll.Topic0], [Hash32.FromAddress(source.Beneficiary)]] }];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        var (by, amount) = Withdrawn.Matches(log) ? Read(log)
            : WithdrawnInAll.Matches(log) ? ReadInAll(log)
            : default;
        return by == source.Beneficiary && amount > 0 ? [new Payment(at, source.Contract, funds, amount)] : [];
    }

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation) =>
        new Erc2222Dividend(source, new Token(await SourceContract.AskAddressAsync(source, chain, ContractAbi.Erc2222Dividend.Function("fundsToken"), cancellation)));

    private readonly record struct Withdrawal(Address By, BigInteger FundsWithdrawn);
}
