using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// A pool of Superfluid of which the owner holds units: what is distributed, at once or by the second, accrues to the owner
/// and is received when it is claimed, by whomever.
/// </summary>
internal sealed class SuperfluidPool(SourceSettings source) : IAccruing
{
    public static SourceKind Kind => new("superfluid-pool", OpenAsync) { NeedsToken = true, CreditedAs = Stage.Accrued };

    private static readonly AbiEvent Claimed = ContractAbi.SuperfluidPool.Event("DistributionClaimed");
    private static readonly AbiFunction TotalReceived = ContractAbi.SuperfluidPool.Function("getTotalAmountReceivedByMember");
    private static readonly Func<Log, Claim> ReadClaim = Claimed.Decoder<Claim>();

    public IReadOnlyList<LogFilter> Queries { get; } =
        [new LogFilter { Addresses = [source.Contract], Topics = [[Claimed.Topic0], null, [Hash32.FromAddress(source.Beneficiary)]] }];

    public Token Accrues => source.Token!.Value;

    public Address Grower => source.Contract;

    // All that was ever distributed to the owner: claiming takes nothing off it.
    public Task<BigInteger> ReadBalanceAsync(Chain chain, ulong block, CancellationToken cancellation) =>
        RealtimeBalance.ReadAsync(chain, source.Contract, TotalReceived, source.Beneficiary, block, cancellation);

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before) =>
        Claimed.Matches(log) && ReadClaim(log) is var claim && claim.Member == source.Beneficiary && claim.Token == Accrues.Contract && claim.ClaimedAmount > 0
            ? [new Payment(at, source.Contract, Accrues, claim.ClaimedAmount) { IsUntold = true }]
            : [];

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        var token = await SourceContract.AskAddressAsync(source, chain, ContractAbi.SuperfluidPool.Function("superToken"), cancellation);
        return token == source.Token!.Value.Contract ? new SuperfluidPool(source) : throw new ChainWatchException(
            Refusal.Refused,
            "wrong-token",
            $"Sources: {source.Name}: Token: the pool {source.Contract} on {source.Chain} distributes {token}.",
            "Correct Token or Contract and type: chainwatch check");
    }

    private readonly record struct Claim(Address Token, Address Member, BigInteger ClaimedAmount, BigInteger TotalClaimed);
}
