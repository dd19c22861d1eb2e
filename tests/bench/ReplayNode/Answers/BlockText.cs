using System.Globalization;
using System.Text.Json;
using ChainWatch.Ethereum;

namespace ChainWatch.Replay.Answers;

/// <summary>Blocks and receipts as JSON.</summary>
internal static class BlockText
{
    /// <summary>A header alone, as <c>newHeads</c> announces it.</summary>
    public static void WriteHeader(Utf8JsonWriter json, BlockHeader header)
    {
        json.WriteStartObject();
        WriteFields(json, header);
        json.WriteEndObject();
    }

    /// <summary>A block, with its transactions in full or by their hashes.</summary>
    public static void Write(Utf8JsonWriter json, ReplayBlock block, bool inFull)
    {
        json.WriteStartObject();
        WriteFields(json, block.Header);
        json.WriteString("size", "0x400");
        json.WriteStartArray("transactions");
        foreach (var transaction in block.Emissions.DistinctBy(log => log.TransactionHash))
        {
            if (inFull)
            {
                WriteTransaction(json, block.Header, transaction);
            }
            else
            {
                json.WriteStringValue(Hex.Encode(transaction.TransactionHash.Bytes));
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("uncles");
        json.WriteEndArray();
        json.WriteStartArray("withdrawals");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A receipt with its logs.</summary>
    public static void Write(Utf8JsonWriter json, Receipt receipt)
    {
        json.WriteStartObject();
        Quantity(json, "type", (ulong)receipt.Type);
        Data(json, "transactionHash", receipt.TransactionHash.Bytes);
        Quantity(json, "transactionIndex", (ulong)receipt.TransactionIndex);
        Data(json, "blockHash", receipt.BlockHash.Bytes);
        Quantity(json, "blockNumber", receipt.BlockNumber);
        Quantity(json, "status", receipt.Succeeded == true ? 1UL : 0);
        Quantity(json, "cumulativeGasUsed", receipt.CumulativeGasUsed);
        Quantity(json, "gasUsed", receipt.GasUsed);
        Quantity(json, "effectiveGasPrice", (ulong)receipt.EffectiveGasPrice!.Value);
        Data(json, "from", receipt.From.Bytes);
        Data(json, "to", receipt.To!.Value.Bytes);
        json.WriteNull("contractAddress");
        Data(json, "logsBloom", receipt.LogsBloom.Span);
        json.WriteStartArray("logs");
        foreach (var log in receipt.Logs)
        {
            Write(json, log);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, BlockHeader header)
    {
        Data(json, "hash", header.Hash.Bytes);
        Data(json, "parentHash", header.ParentHash.Bytes);
        Data(json, "sha3Uncles", header.OmmersHash.Bytes);
        Data(json, "miner", header.Beneficiary.Bytes);
        Data(json, "stateRoot", header.StateRoot.Bytes);
        Data(json, "transactionsRoot", header.TransactionsRoot.Bytes);
        Data(json, "receiptsRoot", header.ReceiptsRoot.Bytes);
        Data(json, "logsBloom", header.LogsBloom.Span);
        Quantity(json, "difficulty", 0);
        Quantity(json, "number", header.Number);
        Quantity(json, "gasLimit", header.GasLimit);
        Quantity(json, "gasUsed", header.GasUsed);
        Quantity(json, "timestamp", header.Timestamp);
        Data(json, "extraData", header.ExtraData.Span);
        Data(json, "mixHash", header.MixHash.Bytes);
        Data(json, "nonce", header.Nonce.Span);
        Quantity(json, "baseFeePerGas", (ulong)header.BaseFeePerGas!.Value);
        Data(json, "withdrawalsRoot", header.WithdrawalsRoot!.Value.Bytes);
        Quantity(json, "blobGasUsed", header.BlobGasUsed!.Value);
        Quantity(json, "excessBlobGas", header.ExcessBlobGas!.Value);
        Data(json, "parentBeaconBlockRoot", header.ParentBeaconBlockRoot!.Value.Bytes);
    }

    private static void Write(Utf8JsonWriter json, Log log)
    {
        json.WriteStartObject();
        Data(json, "address", log.Address.Bytes);
        json.WriteStartArray("topics");
        foreach (var topic in log.Topics)
        {
            json.WriteStringValue(Hex.Encode(topic.Bytes));
        }

        json.WriteEndArray();
        Data(json, "data", log.Data.Span);
        Quantity(json, "blockNumber", log.BlockNumber);
        Data(json, "blockHash", log.BlockHash.Bytes);
        Data(json, "transactionHash", log.TransactionHash.Bytes);
        Quantity(json, "transactionIndex", (ulong)log.TransactionIndex);
        Quantity(json, "logIndex", (ulong)log.LogIndex);
        json.WriteBoolean("removed", false);
        json.WriteEndObject();
    }

    // What signed it is nobody's concern here: the fields are there because some clients insist on them.
    private static void WriteTransaction(Utf8JsonWriter json, BlockHeader header, Emission log)
    {
        json.WriteStartObject();
        Data(json, "hash", log.TransactionHash.Bytes);
        Data(json, "blockHash", header.Hash.Bytes);
        Quantity(json, "blockNumber", header.Number);
        Quantity(json, "transactionIndex", (ulong)log.TransactionIndex);
        Data(json, "from", Actors.Stranger.Bytes);
        Data(json, "to", Shape.All[log.Shape].Contract.Bytes);
        json.WriteString("input", "0x");
        foreach (var name in (string[])["type", "nonce", "value", "gas", "gasPrice", "v"])
        {
            Quantity(json, name, 0);
        }

        Quantity(json, "r", 1);
        Quantity(json, "s", 1);
        json.WriteEndObject();
    }

    private static void Data(Utf8JsonWriter json, string name, ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = stackalloc byte[2 + (bytes.Length * 2)];
        "0x"u8.CopyTo(text);
        Convert.TryToHexStringLower(bytes, text[2..], out _);
        json.WriteString(name, text);
    }

    private static void Quantity(Utf8JsonWriter json, string name, ulong value) =>
        json.WriteString(name, string.Create(CultureInfo.InvariantCulture, $"0x{value:x}"));
}
