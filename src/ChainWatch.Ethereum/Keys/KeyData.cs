namespace ChainWatch.Ethereum.Keys;

/// <summary>Data of standards, embedded beside the code that reads it.</summary>
internal static class KeyData
{
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(KeyData).Assembly.GetManifestResourceStream($"{typeof(KeyData).Namespace}.{name}")
            ?? throw new InvalidOperationException($"The library was built without {name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
