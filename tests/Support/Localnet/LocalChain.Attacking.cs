using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;

namespace ChainWatch.Support.Localnet;

/// <content>What anybody may try, and what everybody holds.</content>
public sealed partial class LocalChain
{
    /// <summary>Lets the node send for an account, and gives it a coin for gas.</summary>
    public async Task UnlockAsync(Address account)
    {
        await AskAsync("hardhat_impersonateAccount", $"{account}");
        await AskAsync("hardhat_setBalance", $"{account}", RpcPoster.Quantity(BigInteger.Pow(10, 18)));
    }

    /// <summary>Sends a transaction; whether it succeeded.</summary>
    public async Task<bool> TryAsync(Address from, Address to, byte[] data, BigInteger value = default)
    {
        try
        {
            await SendAsync(from, to, data, value);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Puts a contract of <c>contracts/testing</c> on the chain, without arguments; its address.</summary>
    public async Task<Address> DeployAsync(Address from, string contract)
    {
        var artifact = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(Installation.Localnet, "artifacts", "contracts", "testing", $"{contract}.sol", $"{contract}.json"), _cancellation))!;
        var hash = await AskAsync("eth_sendTransaction", new JsonObject
        {
            ["from"] = $"{from}",
            ["data"] = artifact["bytecode"]!.GetValue<string>(),
            ["gas"] = RpcPoster.Quantity(2 * Gas),
        });
        var receipt = await AskAsync("eth_getTransactionReceipt", hash!.GetValue<string>());
        return Address.TryParseIgnoringChecksum(receipt!["contractAddress"]!.GetValue<string>(), out var at) ? at : throw new FormatException();
    }

    /// <summary>What a contract answers.</summary>
    public async Task<AbiValues> AskAsync(Address contract, AbiFunction question, params object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.DecodeResult(await CallAsync(contract, question.Encode(arguments)));
    }

    /// <summary>How many transactions of an account were mined.</summary>
    public async Task<ulong> SentAsync(Address account) => RpcPoster.Number(await AskAsync("eth_getTransactionCount", $"{account}", "latest"));

    /// <summary>What an account holds.</summary>
    public async Task<BigInteger> HeldAsync(Token token, Address holder) => token.IsNative
        ? BigInteger.Parse($"0{(await AskAsync("eth_getBalance", $"{holder}", "latest"))!.GetValue<string>()[2..]}", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture)
        : (await AskAsync(token.Contract, ContractAbi.Erc20.Function("balanceOf"), holder)).Integer(0);
}
