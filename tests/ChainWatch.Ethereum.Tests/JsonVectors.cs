using System.IO.Compression;
using System.Text.Json;

namespace ChainWatch.Ethereum.Tests;

/// <summary>Vector files that hold JSON, plain or gzipped.</summary>
internal static class JsonVectors
{
    public static JsonDocument Read(string relative)
    {
        using var file = File.OpenRead(Vectors.Path(relative));
        using var plain = relative.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        return JsonDocument.Parse(plain);
    }

    /// <summary>A member that is text.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>A member that is hex, with or without 0x.</summary>
    public static byte[] Bytes(this JsonElement element, string name)
    {
        var text = element.Text(name);
        return Convert.FromHexString(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text);
    }
}
