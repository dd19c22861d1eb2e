using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Synthetix' StakingRewards and its many copies. Income is the reward that the owner took, in the token that the
/// contract names by <c>rewardsToken()</c>; what the owner stakes and takes back is its own.
/// </summary>
internal sealed class StakingRewards(SourceSettings source, Token rewards, Token staked) : IRecognizer
{
    public static SourceKind Kind => new("staking-rewards", OpenAsync);

    private static readonly AbiEvent Paid = ContractAbi.StakingRewards.Event("RewardPaid");
    private static readonly AbiEvent Staked = ContractAbi.StakingRewards.Event("Staked");
    private static readonly AbiEvent Withdrawn = ContractAbi.StakingRewards.Event("Withdrawn");
    private static readonly Func<Log, RewardOf> ReadReward = Paid.Decoder<RewardOf>();
    private static readonly Func<Log, Stake> ReadStake = Staked.Decoder<Stake>();
    private static readonly Func<Log, Stake> ReadWithdrawal = Withdrawn.Decoder<Stake>();

    public IReadOnlyList<LogFilter> Queries { get; } =
        [new LogFilter { Addresses = [source.Contract], Topics = [[Paid.Topic0, Staked.Topic0, Withdrawn.Topic0], [Hash32.FromAddress(source.Beneficiary)]] }];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        if (Paid.Matches(log) && ReadReward(log) is var paid && paid.User == source.Beneficiary)
        {
            if (paid.Reward > 0)
            {
                yield return new Payment(at, source.Contract, rewards, paid.Reward);
            }
        }
        else if (Staked.Matches(log) && ReadStake(log) is var stake && stake.User == source.Beneficiary)
        {
            yield return new Movement(at, Direction.Deposit, staked, stake.Amount, stake.Amount);
        }
        else if (Withdrawn.Matches(log) && ReadWithdrawal(log) is var back && back.User == source.Beneficiary)
        {
            yield return new Movement(at, Direction.Withdrawal, staked, back.Amount, back.Amount);
        }
    }

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation) => new StakingRewards(
        source,
        new Token(await SourceContract.AskAddressAsync(source, chain, ContractAbi.StakingRewards.Function("rewardsToken"), cancellation)),
        new Token(await SourceContract.AskAddressAsync(source, chain, ContractAbi.StakingRewards.Function("stakingToken"), cancellation)));

    private readonly record struct RewardOf(Address User, BigInteger Reward);

    private readonly record struct Stake(Address User, BigInteger Amount);
}
