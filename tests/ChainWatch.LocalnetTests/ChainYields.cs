using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Reporting;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Holds what sources are said to yield against the balances that the chain tells.</summary>
internal sealed class ChainYields(LocalChain chain, SimulatedIncome lived)
{
    /// <summary>
    /// What balances yield that earn by themselves, and nothing but themselves, over each window up to the last day's end: what they
    /// grew by over what was there, by the second.
    /// </summary>
    public async Task MustBeAsync(Func<DateTimeOffset, IReadOnlyList<SourceYield>> read)
    {
        foreach (var source in chain.Deployment.Sources.Where(source => Text(source!, "Kind") is "aave-v3" or "lido").Select(source => source!))
        {
            var name = Text(source, "Name");
            var ends = Of(name, "accruals").Select(BlockOf).ToList();
            var flows = Of(name, "flows").Select(flow => (Block: BlockOf(flow), Amount: BookedRow.Integer(Text(flow, "amount")))).ToList();
            var times = await chain.TimesAsync(ends.Concat(flows.Select(flow => flow.Block)));
            var held = await chain.BalancesAsync(ends.Select(end => new HeldAt(Address.Parse(Text(source, "Contract")), Address.Parse(Text(source, "Beneficiary")), end)));
            var days = ends.Select(end => (End: end, Midnight: ((times[end] / 86_400) + 1) * 86_400, Balance: held.Single(each => each.Key.Block == end).Value)).ToList();
            var shown = read(DateTimeOffset.FromUnixTimeSeconds((long)days[^1].Midnight)).Single(yield => yield.Source == name);
            Assert.Equal("balance", shown.Basis);
            foreach (var window in shown.Windows)
            {
                var expected = YieldOf(days, [.. flows.Select(flow => (times[flow.Block], flow.Amount))], days[^1].Midnight - ((ulong)window.Days * 86_400));
                Assert.True(expected == window.Percent, $"{name}, {window.Days} days up to block {ends[^1]}: the balances yield {expected} % a year, and {window.Percent} is shown ({window.Reason})");
            }
        }
    }

    private static string? YieldOf(IReadOnlyList<(ulong End, ulong Midnight, BigInteger Balance)> days, IReadOnlyList<(ulong At, BigInteger Amount)> flows, ulong from)
    {
        var (earned, employed, seconds, there) = (BigInteger.Zero, BigInteger.Zero, 0ul, BigInteger.Zero);
        foreach (var day in days)
        {
            var since = day.Midnight - 86_400;
            foreach (var (at, amount) in flows.Where(flow => flow.At >= day.Midnight - 86_400 && flow.At < day.Midnight).Append((day.Midnight, 0)))
            {
                if (since >= from && there > 0)
                {
                    employed += there * (at - since);
                    seconds += at - since;
                }

                (since, there) = (at, there + amount);
            }

            earned += day.Midnight > from ? day.Balance - there : 0;
            there = day.Balance;
        }

        var (gain, whole) = (earned * 365 * 86_400 * 10_000, employed);
        return seconds < 86_400 ? null : Shown(gain.Sign * (((2 * BigInteger.Abs(gain)) + whole) / (2 * whole)));
    }

    private static string Shown(BigInteger hundredths) =>
        $"{(hundredths.Sign < 0 ? "-" : "")}{BigInteger.Abs(hundredths) / 100}.{(int)(BigInteger.Abs(hundredths) % 100):00}";

    private IEnumerable<JsonNode> Of(string source, string list) => lived.Json[list]!.AsArray().Select(row => row!).Where(row => Text(row, "source") == source);

    private static ulong BlockOf(JsonNode row) => row["blockNumber"]!.GetValue<ulong>();

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();
}
