using System.Text;
using ChainWatch.Chains;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

public sealed class TokenDescriptionTests
{
    private static readonly Token Coin = new(Some.Coin);
    private readonly FakeChain _fake = new();

    [Fact]
    public async Task A_token_says_its_symbol_and_decimals()
    {
        _fake.DeployToken(symbol: "USDC", decimals: 6);
        Assert.Equal(new TokenDescription(Coin, "USDC", 6), await DescribeAsync());
    }

    [Fact]
    public async Task The_chains_own_coin_is_not_asked()
    {
        Assert.Equal(new TokenDescription(Token.Native, "ETH", 18), await DescribeAsync(Token.Native));
        Assert.Empty(_fake.Requests);
    }

    [Fact]
    public async Task A_token_without_decimals_is_doubted()
    {
        _fake.Answer(Some.Coin, ContractAbi.Erc20.Function("symbol"), "ABC");

        var described = await DescribeAsync();

        Assert.Equal((Some.Coin.ToString(), 0), (described.Symbol, described.Decimals));
        Assert.Contains("does not say how many decimals", described.Doubt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_more_decimals_than_a_number_has_digits_is_doubted()
    {
        _fake.DeployToken(decimals: 78);
        Assert.NotNull((await DescribeAsync()).Doubt);
    }

    [Fact]
    public async Task A_token_that_is_no_contract_is_doubted() => Assert.NotNull((await DescribeAsync()).Doubt);

    [Theory]
    [InlineData("\u001b[31mUSDC\u0007", "[31mUSDC")]
    [InlineData("US\u202eDC", "USDC")]
    [InlineData("U S\r\nD\tC", "USDC")]
    [InlineData("[red]USDC[/]", "[red]USDC[/]")]
    [InlineData("€URO🪙", "€URO🪙")]
    public async Task A_symbol_is_stripped_of_what_steers_a_terminal(string symbol, string shown)
    {
        _fake.DeployToken(symbol: symbol);
        Assert.Equal(shown, (await DescribeAsync()).Symbol);
    }

    [Fact]
    public async Task A_symbol_is_cut_at_thirty_two_signs()
    {
        _fake.DeployToken(symbol: new string('A', 5000));
        Assert.Equal(32, (await DescribeAsync()).Symbol.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    public async Task An_empty_symbol_is_the_tokens_address(string symbol)
    {
        _fake.DeployToken(symbol: symbol);
        Assert.Equal(Some.Coin.ToString(), (await DescribeAsync()).Symbol);
    }

    [Fact]
    public async Task A_symbol_of_32_bytes_as_old_tokens_have_it_is_the_tokens_address_and_no_crash()
    {
        _fake.DeployToken();
        _fake.Answer(Some.Coin, ContractAbi.Erc20.Function("symbol"), () => [.. Encoding.ASCII.GetBytes("MKR"), .. new byte[29]]);

        Assert.Equal(new TokenDescription(Coin, Some.Coin.ToString(), 6), await DescribeAsync());
    }

    [Theory]
    [InlineData("out of gas")]
    [InlineData("invalid opcode: INVALID")]
    public async Task A_token_whose_code_fails_otherwise_than_by_revert_is_doubted_and_stops_nobody(string reason)
    {
        _fake.Answer(Some.Coin, ContractAbi.Erc20.Function("symbol"), () => throw new RpcException(RpcFailure.Final, "fake", "eth_call", reason) { Code = -32000 });
        _fake.Answer(Some.Coin, ContractAbi.Erc20.Function("decimals"), () => throw new RpcException(RpcFailure.Final, "fake", "eth_call", reason) { Code = -32000 });

        Assert.NotNull((await DescribeAsync()).Doubt);
    }

    [Theory]
    [InlineData(RpcFailure.Retry)]
    [InlineData(RpcFailure.Final)]
    public async Task An_endpoint_that_fails_is_no_answer_of_the_token(RpcFailure failure)
    {
        _fake.Answer(Some.Coin, ContractAbi.Erc20.Function("symbol"), () => throw Some.Failure(failure));

        await Assert.ThrowsAsync<RpcException>(() => DescribeAsync());
    }

    private Task<TokenDescription> DescribeAsync(Token? token = null) => TokenDescription.ReadAsync(
        new Chain(Some.ChainSettings(), _fake, new FakeClock()), token ?? Coin, TestContext.Current.CancellationToken);
}
