using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Chains;

/// <content>Which endpoint is asked, what it is asked together, and what it is accused of.</content>
public sealed partial class Chain
{
    /// <summary>Code of the failure that halts a chain because nothing that was sent could be proved.</summary>
    public const string UnprovedCode = "unproved";

    /// <summary>Name of the endpoint that the next question goes to.</summary>
    public string Preferred => (_pool.InOrder() is [var first, ..] ? first : _pool.All[0]).Name;

    /// <summary>
    /// Asks one endpoint several things that must come from the same one: that it has the last block says that it has those
    /// before it. Where one of them fails, another endpoint is asked for all of them.
    /// </summary>
    public Task<T> TogetherAsync<T>(Func<Chain, Task<T>> questions, CancellationToken cancellation) =>
        FromAnyAsync(endpoint => questions(Only(endpoint)), cancellation);

    /// <summary>The same of as many endpoints as the quorum asks for, each by itself.</summary>
    /// <exception cref="ChainWatchException">Fewer could answer.</exception>
    public async Task<IReadOnlyList<T>> TogetherByQuorumAsync<T>(Func<Chain, Task<T>> questions, CancellationToken cancellation)
    {
        if (Settings.Quorum == 1 || Settings.Verify == Verify.None)
        {
            return [await TogetherAsync(questions, cancellation)];
        }

        return await _retries.ExecuteAsync(
            async _ =>
            {
                var answers = new List<T>();
                var asked = new HashSet<Endpoint>();
                while (answers.Count < Settings.Quorum)
                {
                    var next = _pool.InOrder().FirstOrDefault(endpoint => !asked.Contains(endpoint)) ?? throw TooFew(answers.Count);
                    asked.Add(next);
                    if (await TryAsync(questions, next) is (true, { } answer))
                    {
                        answers.Add(answer);
                    }
                }

                return answers;
            },
            cancellation);
    }

    /// <summary>A block's receipts, which have the root that its header says.</summary>
    /// <exception cref="RpcException"><see cref="RpcFailure.NotSupported"/>: no endpoint sends receipts that can be checked.</exception>
    public Task<IReadOnlyList<Receipt>> GetReceiptsAsync(BlockHeader header, CancellationToken cancellation) => FromAnyAsync(
        async endpoint =>
        {
            var receipts = await endpoint.AskAsync(reader => reader.GetBlockReceiptsAsync(header.Hash, cancellation), cancellation)
                ?? throw new RpcException(RpcFailure.Retry, endpoint.Name, "eth_getBlockReceipts", $"unknown block {header.Hash}");
            var verdict = BlockRoots.CheckReceipts(header, receipts);
            return verdict.Kind switch
            {
                VerdictKind.Holds => receipts,
                VerdictKind.Fails => throw endpoint.Refute(verdict.Reason),
                _ => throw new RpcException(RpcFailure.NotSupported, endpoint.Name, "eth_getBlockReceipts", verdict.Reason),
            };
        },
        cancellation);

    /// <summary>Looks at the endpoints that rest no longer, or were not needed for a while: that is how one that is back is seen.</summary>
    public async Task LookAsync(ulong? recorded, CancellationToken cancellation)
    {
        var due = _pool.All.Where(endpoint => endpoint.IsDueALook()).ToList();
        await _quorum.AskAllAsync(due, async endpoint => await HeadOfAsync(endpoint, recorded, cancellation), cancellation);
    }

    /// <summary>Lets an endpoint, by its name, rest as though it had failed.</summary>
    public void LetRest(string endpoint, string reason) => Named(endpoint)?.LetRest(reason, null);

    /// <summary>Accuses an endpoint, by its name, of what was proved against it.</summary>
    public void Accuse(string endpoint, Accusation accusation) => Named(endpoint)?.Accuse(accusation);

    /// <summary>Takes an accusation back, since a person has looked at it.</summary>
    public void Forgive(string endpoint, string kind) => Named(endpoint)?.Forgive(kind);

    private Endpoint? Named(string name) => _pool.All.FirstOrDefault(endpoint => endpoint.Name == name);

    private Chain Only(Endpoint endpoint) => new(Settings, _pool.Only(endpoint), _clock, isOne: true);

    private async Task<(bool Answered, T? Answer)> TryAsync<T>(Func<Chain, Task<T>> questions, Endpoint endpoint)
    {
        try
        {
            return (true, await questions(Only(endpoint)));
        }
        catch (Exception failed) when (failed is RefutedException or RpcException { Failure: RpcFailure.Retry or RpcFailure.Final or RpcFailure.NotSupported })
        {
            // Another one is asked instead; why this one was not believed stands in its health.
            return (false, default);
        }
    }

    private async Task<T> FromAnyAsync<T>(Func<Endpoint, Task<T>> question, CancellationToken cancellation)
    {
        try
        {
            return await _retries.ExecuteAsync(async _ => await _pool.AskAsync(question), cancellation);
        }
        catch (RefutedException refuted) when (!_isOne)
        {
            throw new ChainWatchException(
                Refusal.Unreachable,
                UnprovedCode,
                $"Chains: {Settings.Name}: {refuted.Message}; no other endpoint says otherwise, and nothing of it is recorded.",
                "Use another endpoint. If it is hashes that differ, and the chain computes them in a way of its own, set its Verify to None.",
                refuted);
        }
    }

    private ChainWatchException TooFew(int answered) => new(
        Refusal.Unreachable,
        Quorum.NoneCode,
        $"Chains: {Settings.Name}: {answered} of the {Settings.Quorum} endpoints that must agree could be asked for logs; nothing more is recorded until enough can.",
        "See chainwatch status for how each endpoint stands. It goes on by itself once enough answer.");
}
