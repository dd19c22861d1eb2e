using System.Buffers;
using System.Text.Json;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>One call: its method, what writes its parameters (inside an array), and the block that it is about.</summary>
internal sealed record RpcCall(string Method, Action<Utf8JsonWriter> WriteParameters, string? Block = null)
{
    internal static RpcCall Of(string method) => new(method, static _ => { });

    /// <summary>One call as a JSON-RPC object; several as a batch whose ids follow one another.</summary>
    internal static ReadOnlyMemory<byte> Encode(ReadOnlySpan<RpcCall> calls, long firstId, bool asBatch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        if (asBatch)
        {
            json.WriteStartArray();
        }

        foreach (var call in calls)
        {
            call.Write(json, firstId++);
        }

        if (asBatch)
        {
            json.WriteEndArray();
        }

        json.Flush();
        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json, long id)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteNumber("id"u8, id);
        json.WriteString("method"u8, Method);
        json.WriteStartArray("params"u8);
        WriteParameters(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
