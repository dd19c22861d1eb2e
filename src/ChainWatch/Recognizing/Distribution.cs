using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// tokenize.it dividends. Every dividend is a contract of its own, cloned from the factory that the source names as its
/// contract, for holders of the share token that it names as its token. Income is what the owner claimed, net of fees.
/// </summary>
/// <remarks>
/// Which contracts will pay is not known beforehand, so claims are asked for by topic from any contract, and the
/// emitter of each is then asked who it is: code cloned from the factory's implementation, and the source's own token.
/// </remarks>
internal sealed class Distribution(SourceSettings source, Address implementation) : IRecognizer
{
    public static SourceKind Kind => new("distribution", OpenAsync) { NeedsToken = true };

    private static readonly AbiEvent Claimed = ContractAbi.Distribution.Event("Claimed");
    private static readonly Func<Log, Claim> Read = Claimed.Decoder<Claim>();

    private readonly byte[] _clone = [.. Convert.FromHexString("363d3d373d3d3d363d73"), .. implementation.ToArray(), .. Convert.FromHexString("5af43d82803e903d91602b57fd5bf3")];
    private readonly Dictionary<Address, Token?> _currencies = [];

    public IReadOnlyList<LogFilter> Queries { get; } =
        [new LogFilter { Topics = [[Claimed.Topic0], [Hash32.FromAddress(source.Beneficiary)]] }];

    public async Task PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation)
    {
        foreach (var emitter in logs.Select(log => log.Address).Distinct().Where(emitter => !_currencies.ContainsKey(emitter)))
        {
            _currencies.Add(emitter, await CurrencyOfAsync(emitter, chain, cancellation));
        }
    }

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        if (!Claimed.Matches(log) || _currencies[log.Address] is not { } currency)
        {
            return [];
        }

        var (sender, amount) = Read(log);
        return sender == source.Beneficiary && amount > 0 ? [new Payment(at, log.Address, currency, amount)] : [];
    }

    // EIP-1167: a clone's code is a fixed frame around the address of its implementation.
    private async Task<Token?> CurrencyOfAsync(Address emitter, Chain chain, CancellationToken cancellation)
    {
        var code = await chain.GetCodeAsync(emitter, cancellation);
        if (!code.AsSpan().SequenceEqual(_clone) || await AskAsync(emitter, "token", chain, cancellation) != source.Token!.Value.Contract)
        {
            return null;
        }

        return new Token(await AskAsync(emitter, "currency", chain, cancellation));
    }

    private static async Task<Address> AskAsync(Address distribution, string question, Chain chain, CancellationToken cancellation)
    {
        var function = ContractAbi.Distribution.Function(question);
        return function.DecodeResult(await chain.CallAsync(distribution, function.Encode(), BlockTag.Latest, cancellation)).Address(0);
    }

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation) =>
        new Distribution(source, await SourceContract.AskAddressAsync(source, chain, ContractAbi.DistributionFactory.Function("implementation"), cancellation));

    private readonly record struct Claim(Address Sender, BigInteger CurrencyAmount);
}
