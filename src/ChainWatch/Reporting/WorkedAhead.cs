namespace ChainWatch.Reporting;

/// <summary>Work on many things, in their order, on another processor than the one that reads them and takes the results.</summary>
internal static class WorkedAhead
{
    private const int Together = 1024;
    private const int MostAhead = 4;

    /// <summary>
    /// The results of <paramref name="work"/>, one for each stretch of <paramref name="items"/>. It must bear being called by
    /// several threads.
    /// </summary>
    public static IEnumerable<TResult> Of<T, TResult>(IEnumerable<T> items, Func<T[], TResult> work)
    {
        var running = new Queue<Task<TResult>>();
        foreach (var some in items.Chunk(Together))
        {
            // What is the last of it, or all, is done before another thread has begun.
            running.Enqueue(some.Length < Together ? Task.FromResult(work(some)) : Task.Run(() => work(some)));
            if (running.Count > MostAhead)
            {
                yield return running.Dequeue().GetAwaiter().GetResult();
            }
        }

        foreach (var rest in running)
        {
            yield return rest.GetAwaiter().GetResult();
        }
    }
}
