namespace ChainWatch.Reporting;

/// <summary>Work on many things, in their order, on another processor than the one that reads them and takes the results.</summary>
internal static class WorkedAhead
{
    private const int Together = 1024;
    private const int MostAhead = 4;

    /// <summary>The results of <paramref name="work"/>, which is given many things at once and must bear being called by several threads.</summary>
    public static IEnumerable<TResult> Of<T, TResult>(IEnumerable<T> items, Func<T[], TResult[]> work)
    {
        var running = new Queue<Task<TResult[]>>();
        foreach (var some in items.Chunk(Together))
        {
            // What is the last of it, or all, is done before another thread has begun.
            running.Enqueue(some.Length < Together ? Task.FromResult(work(some)) : Task.Run(() => work(some)));
            foreach (var result in running.Count > MostAhead ? running.Dequeue().GetAwaiter().GetResult() : [])
            {
                yield return result;
            }
        }

        foreach (var result in running.SelectMany(rest => rest.GetAwaiter().GetResult()))
        {
            yield return result;
        }
    }
}
