using System.Numerics;
using System.Text;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Streams of Superfluid: a super token that flows to the owner by the second. What flows from the named payers accrues; what
/// others stream, what the owner streams, every Transfer, and what is turned back into the token underneath, moves principal.
/// </summary>
/// <remarks>
/// The token has no event of a stream. Its constant flow agreement has: <c>FlowUpdated</c> at each change, with the new rate, and
/// the new net rates of sender and receiver, by which the seconds until the next change count exactly.
/// </remarks>
internal sealed class SuperfluidStream(SourceSettings source, Address agreement) : IStreamed
{
    public static SourceKind Kind => new("superfluid-stream", OpenAsync) { NeedsPayers = true, CountsWholeBalance = true };

    // Beside what can be spent it counts what a stream of the owner's own locks up as a deposit, which is not spent.
    private static readonly AbiFunction RealtimeBalanceOf = ContractAbi.SuperfluidToken.Function("realtimeBalanceOfNow");
    private static readonly AbiFunction NetFlow = ContractAbi.SuperfluidCfa.Function("getNetFlow");
    private static readonly AbiFunction Flow = ContractAbi.SuperfluidCfa.Function("getFlow");
    private static readonly AbiEvent FlowUpdated = ContractAbi.SuperfluidCfa.Event("FlowUpdated");
    private static readonly Func<Log, Update> Read = FlowUpdated.Decoder<Update>();
    private static readonly Hash32 AgreementType = Keccak256.Hash(Encoding.ASCII.GetBytes("org.superfluid-finance.agreements.ConstantFlowAgreement.v1"));

    private readonly TokenFlows _flows = new(source);

    public IReadOnlyList<LogFilter> Queries => _flows.Queries;

    public IReadOnlyList<LogFilter> Changes { get; } =
    [
        new LogFilter { Addresses = [agreement], Topics = [[FlowUpdated.Topic0], [Hash32.FromAddress(source.Contract)], null, [Hash32.FromAddress(source.Beneficiary)]] },
        new LogFilter { Addresses = [agreement], Topics = [[FlowUpdated.Topic0], [Hash32.FromAddress(source.Contract)], [Hash32.FromAddress(source.Beneficiary)]] },
    ];

    public Token Accrues => new(source.Contract);

    public Address Grower => source.Payers[0];

    public async Task<BigInteger> ReadBalanceAsync(Chain chain, ulong block, CancellationToken cancellation) =>
        await AskBalanceAsync(chain, block, cancellation) is { } balance
            ? balance.Integer("availableBalance") + BigInteger.Max(0, balance.Integer("deposit") - balance.Integer("owedDeposit"))
            : 0;

    public async Task<StreamRates> ReadRatesAsync(Chain chain, ulong block, CancellationToken cancellation)
    {
        // The agreement cannot be asked of a token that is not there.
        if (await AskBalanceAsync(chain, block, cancellation) is null)
        {
            return new StreamRates(0, source.Payers.ToDictionary(payer => payer, _ => BigInteger.Zero));
        }

        var answers = await chain.CallManyAsync(
            [
                new CallAt(agreement, NetFlow.Encode(source.Contract, source.Beneficiary), block),
                .. source.Payers.Select(payer => new CallAt(agreement, Flow.Encode(source.Contract, payer, source.Beneficiary), block)),
            ],
            cancellation);
        return new StreamRates(
            RateIn(NetFlow, answers[0]),
            source.Payers.Zip(answers.Skip(1)).ToDictionary(pair => pair.First, pair => RateIn(Flow, pair.Second)));
    }

    public StreamRates? ParseRates(string? text) => StreamRates.Parse(text, source.Payers);

    public StreamRates After(StreamRates rates, Log change)
    {
        ArgumentNullException.ThrowIfNull(rates);
        var update = Read(change);
        var isToOwner = update.Receiver == source.Beneficiary;
        return new StreamRates(
            isToOwner ? update.TotalReceiverFlowRate : update.TotalSenderFlowRate,
            isToOwner && rates.Paid.ContainsKey(update.Sender) ? new Dictionary<Address, BigInteger>(rates.Paid) { [update.Sender] = update.FlowRate } : rates.Paid);
    }

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before) =>
        TokenFlows.IsTransfer(log) ? _flows.Recognize(log, at, alsoMinted: true) : [];

    private async Task<AbiValues?> AskBalanceAsync(Chain chain, ulong block, CancellationToken cancellation)
    {
        var answer = await chain.CallAsync(source.Contract, RealtimeBalanceOf.Encode(source.Beneficiary), block, cancellation);
        return answer.Length == 0 ? null : RealtimeBalanceOf.DecodeResult(answer);
    }

    private static BigInteger RateIn(AbiFunction function, byte[] answer) => function.DecodeResult(answer).Integer("flowRate");

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        await SourceContract.AskAsync(source, chain, RealtimeBalanceOf, [source.Beneficiary], cancellation);
        var host = await SourceContract.AskAddressAsync(source, chain, ContractAbi.SuperfluidToken.Function("getHost"), cancellation);
        var agreement = await SourceContract.AskAsync(source, chain, ContractAbi.SuperfluidHost.Function("getAgreementClass"), [AgreementType], cancellation, host);
        return new SuperfluidStream(source, agreement.Address(0));
    }

    private readonly record struct Update(Address Sender, Address Receiver, BigInteger FlowRate, BigInteger TotalSenderFlowRate, BigInteger TotalReceiverFlowRate);
}
