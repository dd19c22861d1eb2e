using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>
/// Holds rows of a ledger against what the chain itself says over JSON-RPC: balances, feeds and times. Only what a balance
/// cannot tell is taken from the simulation: which of the owner's money that moved is no income.
/// </summary>
internal sealed class ChainSays(LocalChain chain, SimulatedIncome lived, IReadOnlyList<BookedRow> rows)
{
    // Which figures of its contract grow, by kind: the first, and of a stream what the owner's own streams lock up as well.
    private static readonly Dictionary<string, AbiFunction> Growing = new()
    {
        ["aave-v3"] = ContractAbi.AaveV3AToken.Function("balanceOf"),
        ["compound-v3"] = ContractAbi.CompoundV3.Function("balanceOf"),
        ["lido"] = ContractAbi.Lido.Function("balanceOf"),
        ["superfluid-pool"] = ContractAbi.SuperfluidPool.Function("getTotalAmountReceivedByMember"),
        ["superfluid-stream"] = ContractAbi.SuperfluidToken.Function("realtimeBalanceOfNow"),
    };

    /// <summary>
    /// What arrived is what the wallets' balances changed by beside what is no income: in each block in which a source paid, and
    /// of each token from the first block to the last, so that nothing is missing either.
    /// </summary>
    public async Task WhatArrivedAsync(ulong born)
    {
        var end = (await chain.HeadAsync()).Number;
        var paid = rows.Where(row => row.Arrived).ToList();
        var perBlock = paid.GroupBy(row => (row.Beneficiary, row.Token, From: row.Block - 1, To: row.Block));
        var inAll = paid.GroupBy(row => (row.Beneficiary, row.Token, From: born, To: end));
        var stretches = perBlock.Concat(inAll).ToList();
        var held = await chain.BalancesAsync(stretches.SelectMany(stretch => new[] { stretch.Key.From, stretch.Key.To }.Select(block => new HeldAt(stretch.Key.Token, stretch.Key.Beneficiary, block))));
        var moved = lived.Json["moved"]!.AsArray()
            .Select(move => (Holder: Address.Parse(Text(move!, "holder")), Token: BookedRow.ReadToken(Text(move!, "token")), Amount: BookedRow.Integer(Text(move!, "amount")), Block: move!["blockNumber"]!.GetValue<ulong>()))
            .ToLookup(move => (move.Holder, move.Token));
        foreach (var stretch in stretches)
        {
            var (holder, token, from, to) = stretch.Key;
            var beside = Sum(moved[(holder, token)].Where(move => move.Block > from && move.Block <= to).Select(move => move.Amount));
            var arrived = held[new HeldAt(token, holder, to)] - held[new HeldAt(token, holder, from)] - beside;
            var booked = Sum(stretch.Select(row => row.Amount));
            Assert.True(
                arrived == booked,
                $"{Sources(stretch)}, after block {from} up to {to}, of {token}: {arrived} arrived by the balance of {holder} ({beside} more is no income), and {booked} is booked");
        }
    }

    /// <summary>What accrued on each day is what the balance grew by from the day's last block to the next day's, beside what was put in and taken out.</summary>
    /// <param name="born">A block before all of it.</param>
    /// <param name="later">Ends of the days after the simulated ones, on which nothing came or went.</param>
    public async Task WhatGrewAsync(ulong born, params IEnumerable<ulong> later)
    {
        var kinds = chain.Deployment.Sources.ToDictionary(source => Text(source!, "Name"), source => source!);
        foreach (var days in lived.Json["accruals"]!.AsArray().GroupBy(accrual => Text(accrual!, "source")))
        {
            var (source, ends) = (kinds[days.Key], days.Select(day => day!["blockNumber"]!.GetValue<ulong>()).Concat(later).ToList());
            await MustBeLastOfTheirDaysAsync(ends);
            var figure = Growing[Text(source, "Kind")];
            var data = figure.Encode(Address.Parse(Text(source, "Beneficiary")));
            var answers = await chain.CallsAsync([.. ends.Prepend(born).Select(block => (Address.Parse(Text(source, "Contract")), data, block))]);
            var stood = answers.Select(answer => BalanceIn(figure.DecodeResult(answer))).ToList();
            var (paid, beside) = await StreamsOfAsync(source, [born, .. ends]);
            var booked = rows.Where(row => row.Source == days.Key && row.Stage == "accrued").ToDictionary(row => row.Block);
            foreach (var (end, i) in ends.Select((end, i) => (end, i)))
            {
                var (grown, row) = (stood[i + 1] - stood[i] - beside[i] - FlowsOf(days.Key, i == 0 ? born : ends[i - 1], end), booked.GetValueOrDefault(end));
                Assert.True(paid is null || paid[i] == grown, $"{days.Key}, block {end}: its balance grew by {grown} beside what others streamed, and the payers' rates brought {paid?[i]}");
                Assert.True(grown == (row?.Amount ?? 0), $"{days.Key}, block {end}: its balance grew by {grown} beside what came and went, and {row?.Amount.ToString() ?? "nothing"} is booked");
                Assert.True(row is not { Counts: false }, $"{days.Key}, block {end}: {row?.Amount} is {row?.Status}");
            }

            Assert.True(booked.Keys.All(ends.Contains), $"{days.Key}: accrued is booked at block {booked.Keys.Except(ends).FirstOrDefault()}, which ends no day");
            var inAll = stood[^1] - stood[0] - Sum(beside) - FlowsOf(days.Key, born, ends[^1]);
            Assert.True(inAll == Sum(booked.Values.Select(row => row.Amount)), $"{days.Key}, blocks {born} to {ends[^1]}: {inAll} grew, {Sum(booked.Values.Select(row => row.Amount))} is booked");
        }
    }

    /// <summary>Every value is the amount times what the feed answered at the row's block, rounded half up to 10^-8; what is doubted has none.</summary>
    public async Task WhatItWasWorthAsync(JsonNode pricing)
    {
        var feeds = pricing["Feeds"]!.AsArray().ToDictionary(feed => BookedRow.ReadToken(Text(feed!, "Token")), feed => Address.Parse(Text(feed!, "Feed")));
        var (latest, decimals) = (ContractAbi.AggregatorV3.Function("latestRoundData"), ContractAbi.AggregatorV3.Function("decimals"));
        var asked = rows.Where(row => row.Counts).Select(row => (Feed: feeds[row.Token], row.Block)).Distinct().ToList();
        var rounds = asked.Zip(await chain.CallsAsync([.. asked.Select(at => (at.Feed, latest.Encode(), at.Block))])).ToDictionary(pair => pair.First, pair => latest.DecodeResult(pair.Second).Integer("answer"));
        var places = asked.Select(at => at.Feed).Distinct().ToList();
        var digits = places.Zip(await chain.CallsAsync([.. places.Select(feed => (feed, decimals.Encode(), asked[0].Block))])).ToDictionary(pair => pair.First, pair => (int)decimals.DecodeResult(pair.Second).Integer(0));
        foreach (var row in rows)
        {
            var worth = row.Counts ? WorthOf(row, rounds[(feeds[row.Token], row.Block)], digits[feeds[row.Token]]) : (BigInteger?)null;
            Assert.True(worth == row.Value, $"{row.Source}, block {row.Block}: {row.Amount} base units are worth {worth} by the feed, and {row.Value} is booked ({row.Status})");
        }
    }

    private static BigInteger BalanceIn(AbiValues figures) => figures.Count == 1 ? figures.Integer(0) : figures.Integer(0) + figures.Integer(1) - figures.Integer(2);

    // Between each two of these blocks: what the source's payers streamed (null where none stream), and what others did, less what the
    // owner did, by the rate of each stream by itself.
    private async Task<(IReadOnlyList<BigInteger>? Paid, IReadOnlyList<BigInteger> Beside)> StreamsOfAsync(JsonNode source, IReadOnlyList<ulong> blocks)
    {
        if (Text(source, "Kind") != "superfluid-stream")
        {
            return (null, [.. blocks.Skip(1).Select(_ => BigInteger.Zero)]);
        }

        var (token, owner) = (Address.Parse(Text(source, "Contract")), Address.Parse(Text(source, "Beneficiary")));
        var payers = source["Payers"]!.AsArray().Select(payer => Address.Parse(payer!.GetValue<string>())).ToHashSet();
        var updated = ContractAbi.SuperfluidCfa.Event("FlowUpdated");
        var changes = (await chain.LogsAsync(chain.Deployment.StreamAgreement, updated.Topic0)).Select(log => (log.BlockNumber, Flow: updated.Decode(log)))
            .Where(change => change.Flow.Address("token") == token)
            .Select(change => (Block: change.BlockNumber, From: change.Flow.Address("sender"), To: change.Flow.Address("receiver"), Rate: change.Flow.Integer("flowRate")))
            .Where(change => change.From == owner || change.To == owner).ToList();
        Assert.True(changes.Any(change => payers.Contains(change.From)) && changes.Any(change => change.From == owner) && changes.Any(change => !payers.Contains(change.From) && change.To == owner));
        var times = await chain.TimesAsync(changes.Select(change => change.Block).Concat(blocks));
        var streams = changes.GroupBy(change => (change.From, change.To)).ToList();
        var stretches = blocks.Zip(blocks.Skip(1)).ToList();
        BigInteger Brought(Func<Address, bool> isWanted, (ulong From, ulong To) stretch) => Sum(streams.Where(stream => isWanted(stream.Key.From)).SelectMany(stream => stream
            .Zip(stream.Skip(1).Select(next => times[next.Block]).Append(ulong.MaxValue), (change, until) => (stream.Key.From == owner ? -1 : 1) * change.Rate
                * BigInteger.Max(0, (BigInteger)Math.Min(until, times[stretch.To]) - Math.Max(times[change.Block], times[stretch.From])))));
        return ([.. stretches.Select(stretch => Brought(payers.Contains, stretch))], [.. stretches.Select(stretch => Brought(from => !payers.Contains(from), stretch))]);
    }

    private static BigInteger WorthOf(BookedRow row, BigInteger answer, int decimals)
    {
        var (worth, unit) = (BigInteger.Abs(row.Amount) * answer * 100_000_000, BigInteger.Pow(10, row.Decimals + decimals));
        return row.Amount.Sign * (((2 * worth) + unit) / (2 * unit));
    }

    private async Task MustBeLastOfTheirDaysAsync(IReadOnlyList<ulong> ends)
    {
        var times = await chain.TimesAsync([.. ends, .. ends.Select(end => end + 1)]);
        Assert.All(ends, end => Assert.True(times[end] / 86_400 < times[end + 1] / 86_400, $"block {end} is not the last of its day"));
    }

    private BigInteger FlowsOf(string source, ulong after, ulong upTo) => Sum(lived.Json["flows"]!.AsArray()
        .Where(flow => Text(flow!, "source") == source && flow!["blockNumber"]!.GetValue<ulong>() is var block && block > after && block <= upTo)
        .Select(flow => BookedRow.Integer(Text(flow!, "amount"))));

    private static string Sources(IEnumerable<BookedRow> paid) => string.Join(" and ", paid.Select(row => row.Source).Distinct());

    private static BigInteger Sum(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();
}
