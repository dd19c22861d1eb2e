using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// A dividend-paying token (ERC-1726): dividends in ETH are credited to all holders at once, and each withdraws its own.
/// Income is what the owner withdrew; no other log says that the ETH came.
/// </summary>
internal sealed class Erc1726Dividend(SourceSettings source) : IRecognizer
{
    public static SourceKind Kind => new("erc1726-dividend", OpenAsync);

    private static readonly AbiEvent Withdrawn = ContractAbi.Erc1726Dividend.Event("DividendWithdrawn");
    private static readonly Func<Log, Withdrawal> Read = Withdrawn.Decoder<Withdrawal>();

    public IReadOnlyList<LogFilter> Queries { get; } =
        [new LogFilter { Addresses = [source.Contract], Topics = [[Withdrawn.Topic0], [Hash32.FromAddress(source.Beneficiary)]] }];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        if (!Withdrawn.Matches(log))
        {
            return [];
        }

        var (to, amount) = Read(log);
        return to == source.Beneficiary && amount > 0 ? [new Payment(at, source.Contract, Token.Native, amount)] : [];
    }

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        await SourceContract.AskAsync(source, chain, ContractAbi.Erc1726Dividend.Function("withdrawnDividendOf"), [source.Beneficiary], cancellation);
        return new Erc1726Dividend(source);
    }

    private readonly record struct Withdrawal(Address To, BigInteger WeiAmount);
}
