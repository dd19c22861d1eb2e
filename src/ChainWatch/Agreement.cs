using ChainWatch.Configuration;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;

namespace ChainWatch;

/// <summary>What must hold between entries that are each right by themselves.</summary>
internal static class Agreement
{
    public static void Check(IReadOnlyList<ChainSettings> chains, IReadOnlyList<SourceSettings> sources, List<string> problems)
    {
        problems.AddRange(Repeated(chains, chain => chain.Name).Select(at => $"Chains:{at}:Name: '{chains[at].Name}' is given twice: names must differ."));
        problems.AddRange(Repeated(chains, chain => $"{chain.ChainId}").Select(at => $"Chains:{at}:ChainId: {chains[at].ChainId} is given twice: list all endpoints of a chain in one entry."));
        problems.AddRange(Repeated(sources, source => source.Name).Select(at => $"Sources:{at}:Name: '{sources[at].Name}' is given twice: names must differ."));

        for (var i = 0; i < sources.Count; i++)
        {
            if (chains.All(chain => chain.Name != sources[i].Chain))
            {
                var names = SectionReader.Alternatives(sources[i].Chain, [.. chains.Select(chain => chain.Name)]);
                problems.Add($"Sources:{i}:Chain: '{sources[i].Chain}' is not in Chains: use {names}.");
            }

            problems.AddRange(sources.Take(i).Where(earlier => WouldBookTwice(earlier, sources[i])).Select(earlier =>
                $"Sources:{i}:Contract: {sources[i].Name} and {earlier.Name} would both book the same payments: {WayOut(sources[i])}."));
        }
    }

    // A payment is one event, but a splitter's release of tokens is also a transfer: whoever named the splitter as a
    // payer of its own would book it twice.
    private static bool WouldBookTwice(SourceSettings left, SourceSettings right) =>
        left.Chain == right.Chain && (IsPaidBy(left, right) || IsPaidBy(right, left)
        || (left.Beneficiary == right.Beneficiary && (Names(left, right) || Names(right, left) || AreAlike(left, right))));

    private static string WayOut(SourceSettings source) =>
        SourceKinds.CountsWholeBalance(source.Kind) ? "name the payers of both in one of them" : "leave one of them, or give them different payers";

    // What a splitter is paid, the splitter's own source books; and what it divides was income when it came in.
    private static bool IsPaidBy(SourceSettings splitter, SourceSettings other) => SourceKinds.IsPaidItself(splitter.Kind)
        && (other.Beneficiary == splitter.Contract || other.Payers.Contains(splitter.Contract));

    private static bool Names(SourceSettings left, SourceSettings right) => right.Contract != Address.Zero && left.Payers.Contains(right.Contract);

    private static bool AreAlike(SourceSettings left, SourceSettings right) =>
        left.Contract == right.Contract && left.Kind == right.Kind && left.Token == right.Token
        && (SourceKinds.CountsWholeBalance(left.Kind) || left.Payers.Count == 0 || right.Payers.Count == 0 || left.Payers.Intersect(right.Payers).Any())
        && left.Options.All(option => !right.Options.TryGetValue(option.Key, out var others) || option.Value.Intersect(others).Any());

    private static IEnumerable<int> Repeated<T>(IReadOnlyList<T> items, Func<T, string> name)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(0, items.Count).Where(i => !seen.Add(name(items[i]))).ToList();
    }
}
