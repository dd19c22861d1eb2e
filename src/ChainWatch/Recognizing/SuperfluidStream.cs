using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// A stream of Superfluid: a super token that flows to the owner by the second. Only a change of the flow has an event, and
/// not of the token. What flows accrues; every Transfer, and what is turned back into the token underneath, moves principal.
/// </summary>
/// <remarks>
/// The balance grows by every stream there is, whoever sends it: the payers say for whom it is booked, not which stream is
/// read. What flows out of the wallet counts against it.
/// </remarks>
internal sealed class SuperfluidStream(SourceSettings source) : IAccruing
{
    public static SourceKind Kind => new("superfluid-stream", OpenAsync) { NeedsPayers = true };

    // Beside what can be spent it counts what a stream of the owner's own locks up as a deposit, which is not spent.
    private static readonly AbiFunction RealtimeBalanceOf = ContractAbi.SuperfluidToken.Function("realtimeBalanceOfNow");

    private readonly TokenFlows _flows = new(source);

    public IReadOnlyList<LogFilter> Queries => _flows.Queries;

    public Token Accrues => new(source.Contract);

    public Address Grower => source.Payers[0];

    public async Task<BigInteger> ReadBalanceAsync(Chain chain, ulong block, CancellationToken cancellation)
    {
        var answer = await chain.CallAsync(source.Contract, RealtimeBalanceOf.Encode(source.Beneficiary), block, cancellation);
        if (answer.Length == 0)
        {
            return 0;
        }

        var balance = RealtimeBalanceOf.DecodeResult(answer);
        return balance.Integer("availableBalance") + BigInteger.Max(0, balance.Integer("deposit") - balance.Integer("owedDeposit"));
    }

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before) =>
        TokenFlows.IsTransfer(log) ? _flows.Recognize(log, at, alsoMinted: true) : [];

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        await SourceContract.AskAsync(source, chain, RealtimeBalanceOf, [source.Beneficiary], cancellation);
        return new SuperfluidStream(source);
    }
}
