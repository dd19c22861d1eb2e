using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Chains;

/// <summary>
/// What enough endpoints say alike. Every endpoint is asked, those that contradict included; who names another block than
/// enough others do is accused. Where not enough agree, the answer is a failure and never the word of those who are left.
/// </summary>
internal sealed class Quorum(ChainSettings settings, EndpointPool pool, TimeProvider clock)
{
    /// <summary>Code of the failure that halts a chain.</summary>
    public const string NoneCode = "no-quorum";

    // Who has not answered by then gives no vote.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The headers on which enough endpoints agree.</summary>
    /// <exception cref="ChainWatchException">At one of these heights not enough do.</exception>
    public async Task<IReadOnlyList<BlockHeader>> AgreeAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation)
    {
        var (agreed, votes) = await VoteAsync(numbers, cancellation);
        return [.. numbers.Select(number => agreed.GetValueOrDefault(number) ?? throw None(number, votes))];
    }

    /// <summary>The newest block that enough endpoints have and agree on.</summary>
    /// <exception cref="ChainWatchException">There is none among the heads that they have now.</exception>
    public async Task<BlockHeader> GetHeadAsync(ulong? recorded, CancellationToken cancellation)
    {
        var heads = await AskAllAsync(
            async endpoint =>
            {
                var head = await endpoint.AskAsync(reader => reader.GetHeaderAsync(BlockTag.Latest, cancellation), cancellation);
                if (head is not null)
                {
                    endpoint.Saw(head.Number, recorded);
                }

                return head;
            },
            cancellation);
        var candidates = Shared(heads.Select(head => head.Answer?.Number));
        var (agreed, votes) = await VoteAsync(candidates, cancellation);
        return candidates.Select(agreed.GetValueOrDefault).FirstOrDefault(header => header is not null) ?? throw None(candidates.FirstOrDefault(), votes);
    }

    /// <summary>The newest block that enough endpoints call <paramref name="tag"/>; null where not enough do.</summary>
    public async Task<ulong?> GetNumberAsync(BlockTag tag, CancellationToken cancellation)
    {
        var answers = await AskAllAsync(endpoint => endpoint.AskAsync(reader => reader.GetHeaderAsync(tag, cancellation), cancellation), cancellation);
        return Shared(answers.Select(answer => answer.Answer?.Number)) is [var newest, ..] ? newest : null;
    }

    // Heights that at least as many as must agree have reached, the newest first.
    private List<ulong> Shared(IEnumerable<ulong?> heights) =>
        [.. heights.OfType<ulong>().OrderDescending().Skip(settings.Quorum - 1).Distinct()];

    private async Task<(Dictionary<ulong, BlockHeader> Agreed, IReadOnlyList<Vote> Votes)> VoteAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation)
    {
        // Who stood alone at a height is asked again what it says there: that is how it comes to agree.
        var contested = pool.All.SelectMany(endpoint => endpoint.Status.Accusations).Select(accusation => accusation.Block).OfType<ulong>();
        List<ulong> asked = [.. numbers.Concat(contested).Distinct()];
        var answers = await AskAllAsync(endpoint => endpoint.AskAsync(reader => reader.GetHeadersAsync(asked, cancellation), cancellation), cancellation);
        var votes = answers.SelectMany(answer => (answer.Answer ?? []).Select((header, i) => new Vote(answer.Endpoint, asked[i], header))).Where(IsWorthCounting).ToList();
        var agreed = asked.Select(number => Count(number, votes)).OfType<BlockHeader>().ToDictionary(header => header.Number);
        Judge(votes, agreed);
        return (agreed, votes);
    }

    // Only one block may have enough votes: two that have are no agreement.
    private BlockHeader? Count(ulong number, IReadOnlyList<Vote> votes)
    {
        var enough = votes.Where(vote => vote.Number == number && vote.Header is not null)
            .GroupBy(vote => vote.Header!.Hash).Where(alike => alike.Count() >= settings.Quorum).ToList();
        return enough.Count == 1 ? enough[0].First().Header : null;
    }

    private static void Judge(IReadOnlyList<Vote> votes, Dictionary<ulong, BlockHeader> agreed)
    {
        foreach (var own in votes.GroupBy(vote => vote.Endpoint))
        {
            var apart = own.FirstOrDefault(vote => vote.Header is { } header && agreed.TryGetValue(vote.Number, out var other) && other.Hash != header.Hash);
            var contested = own.Key.Status.Accusations.FirstOrDefault(made => made.Kind == Accusation.OtherBranch);
            if (contested?.Block is { } block && own.Any(vote => vote.Number == block && vote.Header?.Hash is { } hash && agreed.GetValueOrDefault(block)?.Hash == hash))
            {
                own.Key.Forgive(Accusation.OtherBranch);
            }

            if (apart is not null)
            {
                own.Key.Accuse(new Accusation(
                    Accusation.OtherBranch,
                    $"{own.Key.Name} names block {apart.Number} {apart.Header!.Hash}, the others agree on {agreed[apart.Number].Hash}",
                    apart.Number));
            }
        }
    }

    private bool IsWorthCounting(Vote vote)
    {
        if (vote.Header is not { } header)
        {
            return true;
        }

        var verdict = settings.Verify == Verify.Receipts ? HeaderHash.Check(header) : default;
        if (header.Number != vote.Number || verdict.Kind == VerdictKind.Fails)
        {
            vote.Endpoint.Refute(header.Number == vote.Number ? verdict.Reason : $"block {header.Number} for block {vote.Number}");
            return false;
        }

        return true;
    }

    /// <summary>Asks these endpoints at once, and waits for them with patience that ends; null for whoever failed or was too slow.</summary>
    public async Task<IReadOnlyList<(Endpoint Endpoint, T? Answer)>> AskAllAsync<T>(
        IReadOnlyList<Endpoint> endpoints, Func<Endpoint, Task<T>> question, CancellationToken cancellation)
        where T : class?
    {
        var asked = endpoints.Select(endpoint => (Endpoint: endpoint, Task: TryAsync(endpoint, question))).ToList();
        var all = Task.WhenAll(asked.Select(one => one.Task));
        if (!all.IsCompleted)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(all, Task.Delay(Patience, clock, enough.Token));
            await enough.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }

        if (all.IsCompleted)
        {
            await all;
        }

        return [.. asked.Select(one => (one.Endpoint, one.Task.IsCompletedSuccessfully ? one.Task.Result : null))];
    }

    private Task<IReadOnlyList<(Endpoint Endpoint, T? Answer)>> AskAllAsync<T>(Func<Endpoint, Task<T>> question, CancellationToken cancellation)
        where T : class? =>
        AskAllAsync([.. pool.All.Where(endpoint => endpoint.Status.State != EndpointState.Refused)], question, cancellation);

    private static async Task<T?> TryAsync<T>(Endpoint endpoint, Func<Endpoint, Task<T>> question)
        where T : class?
    {
        try
        {
            return await question(endpoint);
        }
        catch (Exception failed) when (failed is RpcException or RefutedException)
        {
            // It gives no vote; why stands in its health.
            return null;
        }
    }

    private ChainWatchException None(ulong number, IReadOnlyList<Vote> votes)
    {
        var said = pool.All.Select(endpoint =>
            $"{endpoint.Name} {votes.FirstOrDefault(vote => vote.Endpoint == endpoint && vote.Number == number)?.Header?.Hash.ToString() ?? "gave no answer"}");
        return new ChainWatchException(
            Refusal.Unreachable,
            NoneCode,
            $"Chains: {settings.Name}: fewer than {settings.Quorum} endpoints agree on block {number}: {string.Join(", ", said)}; nothing more is recorded until they do.",
            "See chainwatch status for what each endpoint says. It goes on by itself once enough agree.");
    }

    private sealed record Vote(Endpoint Endpoint, ulong Number, BlockHeader? Header);
}
