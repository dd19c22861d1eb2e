using System.Globalization;
using ChainWatch.Replay;

// A node in a process of its own: it says where it answers, and serves until its standard input ends.
string[] known = ["--seed", "--blocks", "--logs-per-block", "--own-per-thousand", "--latency", "--max-range", "--max-results", "--timestamps", "--port"];
var given = new Dictionary<string, ulong>();
for (var i = 0; i + 1 < args.Length; i += 2)
{
    given[args[i]] = ulong.Parse(args[i + 1], CultureInfo.InvariantCulture);
}

if (args.Length % 2 != 0 || given.Keys.Except(known).Any())
{
    await Console.Error.WriteLineAsync($"usage: ChainWatch.ReplayNode [OPTION NUMBER ...]; options: {string.Join(' ', known)}");
    return 2;
}

ulong Given(string option, ulong otherwise) => given.GetValueOrDefault(option, otherwise);
var chain = new ReplayChain(new ReplayOptions
{
    Seed = Given("--seed", 1),
    Blocks = Given("--blocks", 200_000),
    LogsPerBlock = (int)Given("--logs-per-block", 5),
    OwnPerThousand = (int)Given("--own-per-thousand", 1_000),
});
await using var node = await ReplayNode.StartAsync(
    chain, new ReplayNodeOptions { Port = (int)Given("--port", 0), BlockTimestamps = Given("--timestamps", 1) == 1 });
node.Faults.Latency = TimeSpan.FromMilliseconds(Given("--latency", 0));
node.Faults.MaxRange = given.TryGetValue("--max-range", out var range) ? range : null;
node.Faults.MaxResults = given.TryGetValue("--max-results", out var results) ? (int)results : null;

Console.WriteLine($"listening {node.Endpoint}");
await Console.In.ReadToEndAsync();
return 0;
