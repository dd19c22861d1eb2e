using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ChainWatch.Tests.Architecture;

/// <summary>The source files as they stand in the repository.</summary>
internal static partial class SourceTree
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    /// <summary>The C# files of a folder below <c>src</c>, without what a build made.</summary>
    public static IReadOnlyList<string> Files(string folder)
    {
        var path = Path.Combine(Root, "src", folder);
        return !Directory.Exists(path) ? [] : [.. Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Where(file => !BuiltPath().IsMatch(file))];
    }

    /// <summary>Names of the folders right below a folder of <c>src</c>.</summary>
    public static IReadOnlyList<string> Folders(string folder) =>
        [.. Directory.EnumerateDirectories(Path.Combine(Root, "src", folder)).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal)];

    /// <summary>Namespaces that a file names in its <c>using</c> lines.</summary>
    public static IReadOnlyList<string> Usings(string file) =>
        [.. UsingLine().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)];

    /// <summary>A file without comments and without what stands between quotes.</summary>
    public static string Code(string file) => CommentOrText().Replace(File.ReadAllText(file), "");

    public static string Shown(string file) => Path.GetRelativePath(Root, file);

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex BuiltPath();

    [GeneratedRegex(@"^(?:global )?using (?:static )?(?:\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex("\"\"\".*?\"\"\"|//[^\n]*|/\\*.*?\\*/|\"(?:\\\\.|[^\"\\\\\n])*\"", RegexOptions.Singleline)]
    private static partial Regex CommentOrText();
}
