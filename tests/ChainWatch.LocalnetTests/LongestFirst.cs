using ChainWatch.LocalnetTests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace ChainWatch.LocalnetTests;

/// <summary>Whoever kills workers again and again begins at once: begun last, it would run on alone when all others are done.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [nameof(Restart_changes_nothing), nameof(Owners_sign_and_anybody_executes), nameof(An_account_sets_tax_aside)];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection => [.. testCollections.OrderByDescending(collection => Long.Any(collection.TestCollectionDisplayName.Contains))];
}
