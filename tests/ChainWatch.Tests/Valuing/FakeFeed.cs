using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

/// <summary>A proxy with its phases, as the chain had it at each block. Blocks are twelve seconds apart (<see cref="FakeChain.TimeOf"/>).</summary>
internal sealed class FakeFeed(Address address, int decimals = 8)
{
    private readonly List<(ulong Block, Round Round)> _rounds = [];
    private readonly Dictionary<int, int> _phaseDecimals = [];

    public Address Address => address;

    public Func<ulong, int> DecimalsAt { get; set; } = _ => decimals;

    public ulong DeployedAt { get; init; }

    public (BigInteger Least, BigInteger Most)? Limits { get; set; }

    public bool IsProxy { get; init; } = true;

    public static Address PhaseAddress(int phase) => Some.Address(1000 + phase);

    /// <summary>A round that was given at a block; at that block's time, unless the feed says otherwise.</summary>
    public FakeFeed Round(ulong block, BigInteger answer, ulong number, int phase = 1, BigInteger? updatedAt = null, BigInteger? startedAt = null)
    {
        var time = updatedAt ?? FakeChain.TimeOf(block);
        _rounds.Add((block, new Round(ChainWatch.Valuing.Round.IdOf(IsProxy ? phase : 0, number), answer, startedAt ?? time, time)));
        return this;
    }

    /// <summary>Decimals of an earlier phase's aggregator.</summary>
    public void PhaseHasDecimals(int phase, int decimals) => _phaseDecimals[phase] = decimals;

    /// <summary>Lets the feed, and the aggregators of its phases, answer on a chain.</summary>
    public void Deploy(FakeCalls calls)
    {
        calls.Deploy(address, Answer);
        foreach (var phase in _rounds.Select(entry => entry.Round.Phase).Distinct().Where(phase => phase > 0))
        {
            calls.Deploy(PhaseAddress(phase), (function, arguments, block) => AnswerOfPhase(phase, function, block));
        }
    }

    private IReadOnlyList<object>? Answer(string function, AbiValues arguments, ulong block) => block < DeployedAt ? [] : function switch
    {
        "decimals" => [DecimalsAt(block)],
        "latestRoundData" => Newest(entry => entry.Block <= block) is { } round ? Told(round) : null,
        "getRoundData" => _rounds.Where(entry => entry.Block <= block && entry.Round.Id == arguments.Integer(0)).Select(entry => Told(entry.Round)).FirstOrDefault(),
        "aggregator" when IsProxy => [PhaseAddress(Newest(entry => entry.Block <= block)?.Phase ?? 1)],
        "phaseAggregators" when IsProxy => [_rounds.Any(entry => entry.Round.Phase == arguments.Integer(0)) ? PhaseAddress((int)arguments.Integer(0)) : Address.Zero],
        "minSubmissionValue" when !IsProxy && Limits is { } limits => [limits.Least],
        "maxSubmissionValue" when !IsProxy && Limits is { } limits => [limits.Most],
        _ => null,
    };

    private IReadOnlyList<object>? AnswerOfPhase(int phase, string function, ulong block) => function switch
    {
        "decimals" => [_phaseDecimals.GetValueOrDefault(phase, DecimalsAt(block))],
        "latestRoundData" => Newest(entry => entry.Round.Phase == phase) is { } round ? Told(round with { Id = round.Number }) : null,
        "minAnswer" when Limits is { } limits => [limits.Least],
        "maxAnswer" when Limits is { } limits => [limits.Most],
        _ => null,
    };

    private Round? Newest(Func<(ulong Block, Round Round), bool> which) => _rounds.Where(which).Select(entry => (Round?)entry.Round).LastOrDefault();

    private static IReadOnlyList<object> Told(Round round) => [round.Id, round.Answer, round.StartedAt, round.UpdatedAt, round.Id];
}
