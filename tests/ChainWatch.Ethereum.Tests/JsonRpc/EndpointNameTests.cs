using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

public sealed class EndpointNameTests
{
    [Theory]
    [InlineData("https://eth-mainnet.g.alchemy.com/v2/_gHhOgCqAFaa8f35R1PeHmpHx1E-zVcN", "https://eth-mainnet.g.alchemy.com/v2/…")]
    [InlineData("https://polygon-mainnet.infura.io/v3/4458cf4d1689497b9a38b1d6bbf05e78", "https://polygon-mainnet.infura.io/v3/…")]
    [InlineData("https://user:secret@node.example:8545/", "https://node.example:8545")]
    [InlineData("https://node.example/rpc?apikey=abc123&x=y", "https://node.example/rpc")]
    [InlineData("https://4458cf4d1689497b9a38b1d6bbf05e78.eth.rpc.rivet.cloud/", "https://….eth.rpc.rivet.cloud")]
    [InlineData("https://cool-name.quiknode.pro/0123456789abcdef0123456789abcdef01234567/", "https://cool-name.quiknode.pro/…")]
    [InlineData("https://x.example/ethereum-mainnet-archive", "https://x.example/ethereum-mainnet-archive")]
    [InlineData("https://x.example/550e8400-e29b-41d4-a716-446655440000", "https://x.example/…")]
    [InlineData("wss://mainnet.infura.io/ws/v3/4458cf4d1689497b9a38b1d6bbf05e78", "wss://mainnet.infura.io/ws/v3/…")]
    [InlineData("http://127.0.0.1:8545", "http://127.0.0.1:8545")]
    public void Credentials_are_masked(string endpoint, string expected) => Assert.Equal(expected, new EndpointName(new Uri(endpoint)).ToString());

    [Fact]
    public void Credentials_are_masked_in_what_the_endpoint_says()
    {
        var name = new EndpointName(new Uri("https://user:geheim%21@x.example/v3/4458cf4d1689497b9a38b1d6bbf05e78?token=tok123"));
        var clean = name.Clean("no access for 4458CF4D1689497b9a38b1d6bbf05e78 with tok123, geheim!\r\nforged line");
        Assert.Equal("no access for … with …, …  forged line", clean);
    }

    [Fact]
    public void Long_text_is_cut() => Assert.Equal(301, new EndpointName(new Uri("http://x")).Clean(new string('a', 5000)).Length);
}
