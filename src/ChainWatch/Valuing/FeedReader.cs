using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Valuing;

/// <summary>
/// Reads feeds as of a payment: at its block, or among the feed's rounds where the endpoint has forgotten that block's
/// state. Payments come in the chain's order, so what was read for one block serves all of its payments.
/// </summary>
internal sealed class FeedReader(Chain chain)
{
    private readonly Dictionary<Address, Limits?> _limits = [];
    private readonly Dictionary<Address, FeedReading> _readings = [];
    private readonly Dictionary<Address, Round> _sequencers = [];
    private Moment _at;

    /// <summary>What a price feed said.</summary>
    public async Task<FeedReading> ReadAsync(Address address, Moment at, CancellationToken cancellation)
    {
        Forget(at);
        if (!_readings.TryGetValue(address, out var reading))
        {
            var feed = new FeedContract(chain, address);
            _readings.Add(address, reading = await AtBlockOrFromRoundsAsync(
                () => ReadAtBlockAsync(feed, at, cancellation), () => ReadFromRoundsAsync(feed, at, cancellation)));
        }

        return reading;
    }

    /// <summary>What a sequencer's feed said.</summary>
    public async Task<Round> ReadSequencerAsync(Address address, Moment at, CancellationToken cancellation)
    {
        Forget(at);
        if (!_sequencers.TryGetValue(address, out var state))
        {
            var feed = new FeedContract(chain, address);
            _sequencers.Add(address, state = await AtBlockOrFromRoundsAsync(
                () => feed.GetLatestAsync(at.Block, cancellation),
                async () => (await RoundWalk.FindAsync(feed, round => round.StartedAt, at, cancellation)).Round));
        }

        return state;
    }

    private static async Task<T> AtBlockOrFromRoundsAsync<T>(Func<Task<T>> readAtBlock, Func<Task<T>> readFromRounds)
    {
        try
        {
            return await readAtBlock();
        }
        catch (RpcException failed) when (ContractQuestion.IsForgotten(failed))
        {
            return await readFromRounds();
        }
    }

    private async Task<FeedReading> ReadAtBlockAsync(FeedContract feed, Moment at, CancellationToken cancellation)
    {
        var round = await feed.GetLatestAsync(at.Block, cancellation);
        var decimals = await feed.GetDecimalsAsync(at.Block, cancellation);
        var aggregator = await feed.GetAggregatorAsync(at.Block, cancellation);
        return new FeedReading(feed.Address, round, decimals, await LimitsOfAsync(new FeedContract(chain, aggregator), cancellation), IsFromRounds: false);
    }

    private async Task<FeedReading> ReadFromRoundsAsync(FeedContract feed, Moment at, CancellationToken cancellation)
    {
        var (round, aggregator) = await RoundWalk.FindAsync(feed, round => round.UpdatedAt, at, cancellation);

        // The round's own aggregator is asked: an earlier phase may have counted in other decimals than the proxy does now.
        var decimals = await aggregator.GetDecimalsAsync(BlockTag.Latest, cancellation);
        return new FeedReading(feed.Address, round, decimals, await LimitsOfAsync(aggregator, cancellation), IsFromRounds: true);
    }

    private async Task<Limits?> LimitsOfAsync(FeedContract aggregator, CancellationToken cancellation)
    {
        if (!_limits.TryGetValue(aggregator.Address, out var limits))
        {
            _limits.Add(aggregator.Address, limits = await aggregator.GetLimitsAsync(cancellation));
        }

        return limits;
    }

    private void Forget(Moment at)
    {
        if (_at != at)
        {
            _readings.Clear();
            _sequencers.Clear();
            _at = at;
        }
    }
}
