using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;

namespace ChainWatch.Support.Localnet;

/// <summary>A balance to ask for.</summary>
/// <param name="Token">Whose balances; the zero address is the chain's own coin.</param>
/// <param name="Holder">Who holds.</param>
/// <param name="Block">After which block.</param>
public sealed record HeldAt(Address Token, Address Holder, ulong Block);

/// <content>What the chain itself says, asked without any part of the program under test but its codecs.</content>
public sealed partial class LocalChain
{
    /// <summary>What was held of a token, by its own word.</summary>
    public async Task<IReadOnlyDictionary<HeldAt, BigInteger>> BalancesAsync(IEnumerable<HeldAt> wanted)
    {
        var distinct = wanted.Distinct().ToList();
        var answers = await _rpc.SendManyAsync([.. distinct.Select(held => held.Token == Address.Zero
            ? ("eth_getBalance", (JsonNode?[])[$"{held.Holder}", RpcPoster.Quantity(held.Block)])
            : CallOf(held.Token, ContractAbi.Erc20.Function("balanceOf").Encode(held.Holder), held.Block))]);
        return distinct.Zip(answers).ToDictionary(pair => pair.First, pair => RpcPoster.BigNumber(pair.Second));
    }

    /// <summary>What contracts answered after blocks, in the order of the calls.</summary>
    public async Task<IReadOnlyList<byte[]>> CallsAsync(IReadOnlyList<(Address To, byte[] Data, ulong Block)> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var answers = await _rpc.SendManyAsync([.. calls.Select(call => CallOf(call.To, call.Data, call.Block))]);
        return [.. answers.Select(answer => Hex.Decode(answer!.GetValue<string>()))];
    }

    /// <summary>All logs of a contract that have this first topic.</summary>
    public async Task<IReadOnlyList<Log>> LogsAsync(Address contract, Hash32 topic)
    {
        var logs = await AskAsync("eth_getLogs", new JsonObject { ["address"] = $"{contract}", ["topics"] = new JsonArray($"{topic}"), ["fromBlock"] = "0x0", ["toBlock"] = "latest" });
        return [.. logs!.AsArray().Select(log => ReadLog(log!))];
    }

    /// <summary>Times of blocks, in seconds since 1970.</summary>
    public async Task<IReadOnlyDictionary<ulong, ulong>> TimesAsync(IEnumerable<ulong> blocks)
    {
        var distinct = blocks.Distinct().ToList();
        var answers = await _rpc.SendManyAsync([.. distinct.Select(block => ("eth_getBlockByNumber", (JsonNode?[])[RpcPoster.Quantity(block), false]))]);
        return distinct.Zip(answers).ToDictionary(pair => pair.First, pair => RpcPoster.Number(pair.Second!["timestamp"]));
    }

    private static (string Method, JsonNode?[] Parameters) CallOf(Address to, byte[] data, ulong block) =>
        ("eth_call", [new JsonObject { ["to"] = $"{to}", ["data"] = Hex.Encode(data) }, RpcPoster.Quantity(block)]);
}
