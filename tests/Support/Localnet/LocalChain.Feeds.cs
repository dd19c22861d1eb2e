using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Support.Localnet;

/// <content>What happens to the stablecoin's dollar feed: Chainlink's FluxAggregator behind its EACAggregatorProxy, with one oracle.</content>
public sealed partial class LocalChain
{
    private static readonly (AbiContract Abi, byte[] Code) Aggregator = ReadChainlink("FluxAggregator");
    private static readonly (AbiContract Abi, byte[] Code) Proxy = ReadChainlink("EACAggregatorProxy");

    // So wide that any answer can be staged: it is for the reader of the feed to refuse it.
    private static readonly BigInteger Widest = BigInteger.Pow(2, 128);

    private Address Oracle => Deployment.Account("oracles");

    private Address Deployer => Deployment.Account("deployer");

    /// <summary>Lets the oracle answer the next round.</summary>
    public async Task AnswerFeedAsync(BigInteger answer) =>
        await AnswerAsync(Deployment.StablecoinFeed.Aggregator, await RoundAsync(Deployment.StablecoinFeed.Aggregator) + 1, answer);

    /// <summary>Puts another aggregator behind the proxy, as its owner does in two steps, and lets the oracle answer there.</summary>
    public async Task ReplaceAggregatorAsync(int decimals, BigInteger answer)
    {
        var created = await SendAsync(
            Deployer, null, [.. Aggregator.Code, .. Aggregator.Abi.Constructor!.Encode(Address.Zero, 0, 1800, Address.Zero, -Widest, Widest, decimals, "USDC / USD")], gas: 8_000_000);
        var aggregator = Address.TryParseIgnoringChecksum(created["contractAddress"]!.GetValue<string>(), out var address) ? address : throw new FormatException();
        await SendAsync(Deployer, aggregator, Aggregator.Abi.Function("changeOracles").Encode(Array.Empty<object>(), new object[] { Oracle }, new object[] { Oracle }, 1, 1, 0));
        await AnswerAsync(aggregator, 1, answer);
        await SendAsync(Deployer, Deployment.StablecoinFeed.Proxy, Proxy.Abi.Function("proposeAggregator").Encode(aggregator));
        await SendAsync(Deployer, Deployment.StablecoinFeed.Proxy, Proxy.Abi.Function("confirmAggregator").Encode(aggregator));
    }

    /// <summary>Takes the feed's code away.</summary>
    public Task RemoveFeedAsync() => AskAsync("hardhat_setCode", $"{Deployment.StablecoinFeed.Proxy}", "0x");

    private static (AbiContract Abi, byte[] Code) ReadChainlink(string name)
    {
        var file = Path.Combine(Installation.Localnet, "artifacts", "@chainlink", "contracts", "src", "v0.6", $"{name}.sol", $"{name}.json");
        var artifact = JsonNode.Parse(File.ReadAllText(file))!;
        return (AbiContract.FromJson(System.Text.Encoding.UTF8.GetBytes(artifact["abi"]!.ToJsonString())), Hex.Decode(artifact["bytecode"]!.GetValue<string>()));
    }

    private Task AnswerAsync(Address aggregator, BigInteger round, BigInteger answer) =>
        SendAsync(Oracle, aggregator, Aggregator.Abi.Function("submit").Encode(round, answer));

    private async Task<BigInteger> RoundAsync(Address aggregator)
    {
        var latest = Aggregator.Abi.Function("latestRoundData");
        return latest.DecodeResult(await CallAsync(aggregator, latest.Encode())).Integer("roundId");
    }
}
