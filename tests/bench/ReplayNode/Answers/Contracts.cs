using System.Text.Json;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Replay.Faults;

namespace ChainWatch.Replay.Answers;

/// <summary>What the contracts of the chain answer.</summary>
internal static class Contracts
{
    private static readonly AbiContract Erc20 = AbiContract.Parse(
        "function name() view returns (string)", "function symbol() view returns (string)", "function decimals() view returns (uint8)");

    private static readonly Dictionary<string, byte[]> Coin = new()
    {
        [Selector("name")] = AbiCodec.Encode([AbiType.Parse("string")], ["Replayed Coin"]),
        [Selector("symbol")] = AbiCodec.Encode([AbiType.Parse("string")], ["RPC"]),
        [Selector("decimals")] = AbiCodec.Encode([AbiType.Parse("uint8")], [new System.Numerics.BigInteger(6)]),
    };

    private static readonly HashSet<Address> All = [Actors.Coin, Actors.OtherCoin, Actors.Splitter];

    /// <summary>Code at an address: something, or none.</summary>
    public static string CodeAt(string? address) => All.Contains(AddressOf(address)) ? "0xfe" : "0x";

    /// <summary>Result of a call.</summary>
    /// <exception cref="RpcError">The contract has no such function.</exception>
    public static string Call(JsonElement request)
    {
        var data = request.TryGetProperty("data", out var called) || request.TryGetProperty("input", out called) ? called.GetString()! : "0x";
        return AddressOf(request.GetProperty("to").GetString()) == Actors.Coin && Coin.TryGetValue(data, out var result) ? Hex.Encode(result)
            : CodeAt(request.GetProperty("to").GetString()) == "0x" ? "0x"
            : throw RpcError.Reverted;
    }

    private static string Selector(string function) => Hex.Encode(Erc20.Function(function).Encode());

    private static Address AddressOf(string? text) => Address.TryParseIgnoringChecksum(text, out var address) ? address : throw RpcError.BadParameters("address");
}
