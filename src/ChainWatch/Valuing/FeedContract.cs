using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;

namespace ChainWatch.Valuing;

/// <summary>The contract of a feed, question by question.</summary>
internal sealed class FeedContract(Chain chain, Address feed)
{
    private const string What = "feed";

    private static readonly AbiFunction LatestRoundData = ContractAbi.AggregatorV3.Function("latestRoundData");
    private static readonly AbiFunction GetRoundData = ContractAbi.AggregatorV3.Function("getRoundData");
    private static readonly AbiFunction DecimalsOf = ContractAbi.AggregatorV3.Function("decimals");
    private static readonly AbiFunction Aggregator = ContractAbi.AggregatorV3.Function("aggregator");
    private static readonly AbiFunction PhaseAggregators = ContractAbi.AggregatorV3.Function("phaseAggregators");

    // Chainlink's off-chain reporting aggregators and the older FluxAggregator have other words for the same.
    private static readonly (AbiFunction Least, AbiFunction Most)[] LimitsOf =
    [
        (ContractAbi.AggregatorV3.Function("minAnswer"), ContractAbi.AggregatorV3.Function("maxAnswer")),
        (ContractAbi.AggregatorV3.Function("minSubmissionValue"), ContractAbi.AggregatorV3.Function("maxSubmissionValue")),
    ];

    public Address Address => feed;

    public async Task<Round> GetLatestAsync(BlockTag block, CancellationToken cancellation) =>
        Read(await AskAsync(LatestRoundData, block, cancellation));

    /// <summary>A past round, as the head has it; null where there is none of that id.</summary>
    public async Task<Round?> GetRoundAsync(BigInteger id, CancellationToken cancellation)
    {
        try
        {
            var round = Read(await AskAsync(GetRoundData, BlockTag.Latest, cancellation, id));
            return round.Id == id && !round.UpdatedAt.IsZero ? round : null;
        }
        catch (NoPriceException)
        {
            // A FluxAggregator refuses a round without data; newer aggregators answer zeros.
            return null;
        }
    }

    public async Task<int> GetDecimalsAsync(BlockTag block, CancellationToken cancellation) =>
        (int)(await AskAsync(DecimalsOf, block, cancellation)).Integer(0);

    /// <summary>The aggregator behind a proxy; the feed itself where it is none.</summary>
    public async Task<Address> GetAggregatorAsync(BlockTag block, CancellationToken cancellation) =>
        await AskOrNullAsync(Aggregator, block, cancellation) is { } answer ? answer.Address(0) : feed;

    /// <summary>The aggregator that a proxy had in a phase; null where it had none.</summary>
    public async Task<FeedContract?> GetPhaseAsync(int phase, CancellationToken cancellation) =>
        await AskOrNullAsync(PhaseAggregators, BlockTag.Latest, cancellation, (BigInteger)phase) is { } answer && answer.Address(0) != Address.Zero
            ? new FeedContract(chain, answer.Address(0))
            : null;

    /// <summary>An aggregator's limits, which it is born with; null where it tells none.</summary>
    public async Task<Limits?> GetLimitsAsync(CancellationToken cancellation)
    {
        foreach (var (least, most) in LimitsOf)
        {
            if (await AskOrNullAsync(least, BlockTag.Latest, cancellation) is { } lowest
                && await AskOrNullAsync(most, BlockTag.Latest, cancellation) is { } highest)
            {
                return new Limits(lowest.Integer(0), highest.Integer(0));
            }
        }

        return null;
    }

    private static Round Read(AbiValues answer) =>
        new(answer.Integer("roundId"), answer.Integer("answer"), answer.Integer("startedAt"), answer.Integer("updatedAt"));

    private Task<AbiValues> AskAsync(AbiFunction function, BlockTag block, CancellationToken cancellation, params object[] arguments) =>
        ContractQuestion.AskAsync(chain, What, feed, function, block, cancellation, arguments);

    private async Task<AbiValues?> AskOrNullAsync(AbiFunction function, BlockTag block, CancellationToken cancellation, params object[] arguments)
    {
        try
        {
            return await AskAsync(function, block, cancellation, arguments);
        }
        catch (NoPriceException)
        {
            return null;
        }
    }
}
