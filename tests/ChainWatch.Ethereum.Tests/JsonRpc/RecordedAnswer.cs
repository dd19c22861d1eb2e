using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>Compares what the reader made of an answer with the answer itself, member by member.</summary>
internal static class RecordedAnswer
{
    public static void Same(JsonElement recorded, BlockHeader? header)
    {
        if (recorded.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(header);
            return;
        }

        Assert.NotNull(header);
        Assert.Empty(header.UnknownFields);
        Assert.Empty(header.MissingFields);
        Compare(recorded, new Dictionary<string, string?>
        {
            ["hash"] = header.Hash.ToString(),
            ["parentHash"] = header.ParentHash.ToString(),
            ["number"] = Quantity(header.Number),
            ["timestamp"] = Quantity(header.Timestamp),
            ["logsBloom"] = Hex.Encode(header.LogsBloom.Span),
            ["sha3Uncles"] = header.OmmersHash.ToString(),
            ["miner"] = Hex.Encode(header.Beneficiary.Bytes),
            ["stateRoot"] = header.StateRoot.ToString(),
            ["transactionsRoot"] = header.TransactionsRoot.ToString(),
            ["receiptsRoot"] = header.ReceiptsRoot.ToString(),
            ["difficulty"] = Quantity(header.Difficulty),
            ["gasLimit"] = Quantity(header.GasLimit),
            ["gasUsed"] = Quantity(header.GasUsed),
            ["extraData"] = Hex.Encode(header.ExtraData.Span),
            ["mixHash"] = header.MixHash.ToString(),
            ["nonce"] = Hex.Encode(header.Nonce.Span),
            ["baseFeePerGas"] = Quantity(header.BaseFeePerGas),
            ["withdrawalsRoot"] = header.WithdrawalsRoot?.ToString(),
            ["blobGasUsed"] = Quantity(header.BlobGasUsed),
            ["excessBlobGas"] = Quantity(header.ExcessBlobGas),
            ["parentBeaconBlockRoot"] = header.ParentBeaconBlockRoot?.ToString(),
            ["requestsHash"] = header.RequestsHash?.ToString(),
        });
    }

    public static void Same(JsonElement recorded, IReadOnlyList<Log> logs)
    {
        Assert.Equal(recorded.GetArrayLength(), logs.Count);
        foreach (var (json, log) in recorded.EnumerateArray().Zip(logs))
        {
            Assert.Equal(json.GetProperty("topics").EnumerateArray().Select(x => x.GetString()), log.Topics.Select(x => x.ToString()));
            Compare(json, new Dictionary<string, string?>
            {
                ["address"] = Hex.Encode(log.Address.Bytes),
                ["data"] = Hex.Encode(log.Data.Span),
                ["blockNumber"] = Quantity(log.BlockNumber),
                ["blockHash"] = log.BlockHash.ToString(),
                ["blockTimestamp"] = Quantity(log.BlockTimestamp),
                ["transactionHash"] = log.TransactionHash.ToString(),
                ["transactionIndex"] = Quantity(log.TransactionIndex),
                ["logIndex"] = Quantity(log.LogIndex),
            });
        }
    }

    public static void Same(JsonElement recorded, Receipt receipt)
    {
        Same(recorded.GetProperty("logs"), receipt.Logs);
        Compare(recorded, new Dictionary<string, string?>
        {
            ["type"] = Quantity(receipt.Type),
            ["transactionHash"] = receipt.TransactionHash.ToString(),
            ["transactionIndex"] = Quantity(receipt.TransactionIndex),
            ["blockHash"] = receipt.BlockHash.ToString(),
            ["blockNumber"] = Quantity(receipt.BlockNumber),
            ["status"] = receipt.Succeeded is { } succeeded ? Quantity(succeeded ? 1 : 0) : null,
            ["root"] = receipt.Root?.ToString(),
            ["cumulativeGasUsed"] = Quantity(receipt.CumulativeGasUsed),
            ["gasUsed"] = Quantity(receipt.GasUsed),
            ["effectiveGasPrice"] = Quantity(receipt.EffectiveGasPrice),
            ["from"] = Hex.Encode(receipt.From.Bytes),
            ["to"] = receipt.To is { } to ? Hex.Encode(to.Bytes) : null,
            ["blobGasUsed"] = Quantity(receipt.BlobGasUsed),
            ["blobGasPrice"] = Quantity(receipt.BlobGasPrice),
            ["contractAddress"] = receipt.ContractAddress is { } contract ? Hex.Encode(contract.Bytes) : null,
            ["logsBloom"] = Hex.Encode(receipt.LogsBloom.Span),
        });
    }

    private static void Compare(JsonElement recorded, Dictionary<string, string?> read)
    {
        foreach (var member in recorded.EnumerateObject())
        {
            if (read.Remove(member.Name, out var value))
            {
                Assert.Equal(member.Value.ValueKind == JsonValueKind.Null ? null : member.Value.GetString()!, value, ignoreCase: true);
            }
        }

        // What was not sent was not invented.
        Assert.All(read, left => Assert.True(left.Value is null, $"'{left.Key}' was not sent, but read as {left.Value}"));
    }

    private static string? Quantity(BigInteger? value)
    {
        var digits = value?.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return digits is null ? null : "0x" + (digits.Length == 0 ? "0" : digits);
    }
}
