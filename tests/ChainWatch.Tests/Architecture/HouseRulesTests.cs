using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChainWatch.Recognizing;

namespace ChainWatch.Tests.Architecture;

/// <summary>The rules of <c>docs/architecture.md</c>, read from the source files.</summary>
public sealed partial class HouseRulesTests
{
    private static readonly string[] River =
        ["Watching", "Recognizing", "Proving", "Recording", "Valuing", "Taxing", "Splitting", "Proposing", "Signing", "Executing"];

    private static readonly string[] Nouns = ["Primitives", "Chains", "Storage", "Configuration", "Alerts"];

    private static readonly string[] Hosts = ["Quartz", "Console", "AspNetCore"];

    private static readonly string[] Outside = ["Reporting", "Guarding"];

    [Fact]
    public void Every_folder_of_the_library_is_a_step_a_noun_or_outside_the_river() =>
        Assert.Empty(SourceTree.Folders("ChainWatch").Except([.. River, .. Nouns, .. Outside]));

    [Fact]
    public void A_step_uses_nouns_and_earlier_steps_only()
    {
        for (var i = 0; i < River.Length; i++)
        {
            AssertUses(River[i], [.. Nouns, .. River.Take(i + 1)]);
        }
    }

    [Fact]
    public void A_noun_uses_no_step()
    {
        foreach (var noun in Nouns)
        {
            AssertUses(noun, Nouns);
        }
    }

    [Fact]
    public void Nothing_in_the_library_uses_reporting_or_guarding()
    {
        var breaches = from file in SourceTree.Files("ChainWatch")
                       let room = RoomOf(file)
                       from used in RoomsUsedBy(file)
                       where Outside.Contains(used) && room != used
                       select $"{SourceTree.Shown(file)} uses {used}";
        Assert.Empty(breaches);
    }

    [Fact]
    public void Every_folder_of_the_library_is_its_namespace()
    {
        var breaches = SourceTree.Files("ChainWatch").Where(file =>
            !File.ReadAllText(file).Contains($"namespace {(RoomOf(file) is { Length: > 0 } room ? $"ChainWatch.{room}" : "ChainWatch")};", StringComparison.Ordinal));
        Assert.Empty(breaches.Select(SourceTree.Shown));
    }

    [Fact]
    public void The_Ethereum_library_knows_nothing_of_the_product_and_needs_one_package()
    {
        var usings = SourceTree.Files("ChainWatch.Ethereum").SelectMany(SourceTree.Usings).Distinct();
        Assert.DoesNotContain(usings, used => used.StartsWith("ChainWatch", StringComparison.Ordinal) && !used.StartsWith("ChainWatch.Ethereum", StringComparison.Ordinal));
        var (packages, projects) = References("ChainWatch.Ethereum");
        Assert.Equal(["Portable.BouncyCastle"], packages);
        Assert.Empty(projects);
    }

    [Fact]
    public void The_library_knows_no_scheduler_and_no_console()
    {
        var (packages, projects) = References("ChainWatch");
        Assert.DoesNotContain(packages, package => Hosts.Any(word => package.Contains(word, StringComparison.Ordinal)));
        Assert.Equal(["ChainWatch.Ethereum"], projects);
        AssertNone("ChainWatch", ConsoleUse());
    }

    [Theory]
    [InlineData("Primitives")]
    [InlineData("Watching")]
    [InlineData("Recognizing")]
    [InlineData("Proving")]
    [InlineData("Recording")]
    [InlineData("Valuing")]
    [InlineData("Taxing")]
    [InlineData("Splitting")]
    [InlineData("Proposing")]
    public void Money_is_integers(string room) => AssertNone($"ChainWatch/{room}", FloatingPoint());

    [Theory]
    [InlineData("ChainWatch")]
    [InlineData("ChainWatch.Ethereum")]
    [InlineData("ChainWatch.Cli")]
    [InlineData("ChainWatch.Worker")]
    public void No_failure_is_caught_without_a_word(string project)
    {
        // A comment that says why counts as a word: the code is looked at with its comments.
        var breaches = SourceTree.Files(project).Where(file => EmptyCatch().IsMatch(File.ReadAllText(file)));
        Assert.Empty(breaches.Select(SourceTree.Shown));
    }

    [Fact]
    public void Every_ABI_that_is_embedded_can_be_read_and_none_is_missing()
    {
        var families = typeof(ContractAbi).GetProperties().Select(property => (property.Name, Abi: property.GetValue(null))).ToList();
        Assert.All(families, family => Assert.NotNull(family.Abi));
        Assert.Equal(
            Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "contracts-abi"), "*.json").Select(path => Path.GetFileNameWithoutExtension(path).Replace("-", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            families.Select(family => family.Name.ToLowerInvariant()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_what_the_chain_says_again_is_written_without_waiting_for_the_disk()
    {
        var hasty = SourceTree.Files("ChainWatch").Concat(SourceTree.Files("ChainWatch.Cli")).Concat(SourceTree.Files("ChainWatch.Worker"))
            .Where(file => SourceTree.Code(file).Contains("Durability.Repeatable)", StringComparison.Ordinal)).Select(SourceTree.Shown);
        Assert.Equal(["src/ChainWatch/Recording/Recorder.cs"], hasty);
    }

    private static void AssertUses(string room, IReadOnlyCollection<string> allowed)
    {
        var breaches = from file in SourceTree.Files($"ChainWatch/{room}")
                       from used in RoomsUsedBy(file)
                       where used != room && !allowed.Contains(used)
                       select $"{SourceTree.Shown(file)} uses {used}";
        Assert.Empty(breaches);
    }

    private static void AssertNone(string folder, Regex forbidden)
    {
        var breaches = from file in SourceTree.Files(folder)
                       from Match match in forbidden.Matches(SourceTree.Code(file))
                       select $"{SourceTree.Shown(file)}: {match.Value}";
        Assert.Empty(breaches);
    }

    private static string RoomOf(string file)
    {
        var folder = Path.GetRelativePath(Path.Combine(SourceTree.Root, "src", "ChainWatch"), Path.GetDirectoryName(file)!);
        return folder == "." ? "" : folder.Replace(Path.DirectorySeparatorChar, '.');
    }

    // A room is also used where it is named in full, without a using line.
    private static IEnumerable<string> RoomsUsedBy(string file)
    {
        var text = SourceTree.Code(file);
        return River.Concat(Nouns).Concat(Outside).Where(room => Regex.IsMatch(text, $@"\bChainWatch\.{room}\b|(?<![\w.]){room}\.[A-Z]\w*[.(]")
            && !(room == RoomOf(file)));
    }

    private static (IReadOnlyList<string> Packages, IReadOnlyList<string> Projects) References(string project)
    {
        var file = XDocument.Load(Path.Combine(SourceTree.Root, "src", project, $"{project}.csproj"));
        return (
            [.. file.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value)],
            [.. file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))]);
    }

    [GeneratedRegex(@"\b(double|decimal|float|Double|Decimal|Single|Half)\b(?!\()")]
    private static partial Regex FloatingPoint();

    [GeneratedRegex(@"(?<!\.)\bConsole\.\w+|Spectre|Quartz")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*(when\s*\([^{]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
