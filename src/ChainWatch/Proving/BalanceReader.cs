using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;

namespace ChainWatch.Proving;

/// <summary>Whose balance of what is asked for, and over which block.</summary>
/// <param name="Number">Height of the block.</param>
/// <param name="Block">The block.</param>
/// <param name="Token">The token.</param>
/// <param name="Account">Who holds it.</param>
internal readonly record struct Held(ulong Number, Hash32 Block, Token Token, Address Account);

/// <summary>How a balance changed over a block.</summary>
/// <param name="Delta">Base units after the block less those after its parent; null where that is not known.</param>
/// <param name="IsForgotten">Whether it is not known because no endpoint has the state any more; else the token does not tell it.</param>
internal readonly record struct BalanceChange(BigInteger? Delta, bool IsForgotten);

/// <summary>Reads balances after blocks and after their parents, many in one request.</summary>
internal sealed class BalanceReader(Chain chain)
{
    /// <summary>Balances in a request, each at two blocks.</summary>
    public const int AtOnce = 50;

    private static readonly AbiFunction BalanceOf = ContractAbi.Erc20.Function("balanceOf");

    /// <summary>How each balance changed.</summary>
    /// <param name="held">The balances, those of the newest blocks first.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    /// <exception cref="RpcException">The endpoint failed and went on failing.</exception>
    /// <exception cref="OtherBlockException">It has other blocks.</exception>
    public async Task<IReadOnlyDictionary<Held, BalanceChange>> ReadAsync(ArraySegment<Held> held, CancellationToken cancellation)
    {
        var changes = new Dictionary<Held, BalanceChange>();
        await ReadAsync(held, changes, cancellation);
        return changes;
    }

    // A token that fails, or state that is gone, fails the whole request: then the rest is asked without it.
    private async Task ReadAsync(ArraySegment<Held> held, Dictionary<Held, BalanceChange> changes, CancellationToken cancellation)
    {
        if (await TryAskAsync(held, cancellation) is { } deltas)
        {
            Note(held, deltas.Select(delta => new BalanceChange(delta, IsForgotten: false)), changes);
        }
        else if (await IsForgottenAsync(held[0], cancellation))
        {
            // An endpoint that has the state of a block has that of every later one, so that what is older is gone, too.
            Note(held, held.Select(_ => new BalanceChange(null, IsForgotten: true)), changes);
        }
        else if (held.Count == 1)
        {
            // The state is there now, and may not have been a moment ago.
            Note(held, [new BalanceChange((await TryAskAsync(held, cancellation))?[0], IsForgotten: false)], changes);
        }
        else
        {
            await ReadAsync(held[..(held.Count / 2)], changes, cancellation);
            await ReadAsync(held[(held.Count / 2)..], changes, cancellation);
        }
    }

    private async Task<IReadOnlyList<BigInteger?>?> TryAskAsync(ArraySegment<Held> held, CancellationToken cancellation)
    {
        try
        {
            return await chain.TogetherAsync(endpoint => AskAsync(endpoint, held, cancellation), cancellation);
        }
        catch (RpcException failed) when (failed.Failure is RpcFailure.Final or RpcFailure.Reverted)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<BigInteger?>> AskAsync(Chain endpoint, ArraySegment<Held> held, CancellationToken cancellation)
    {
        var tokens = held.Where(one => !one.Token.IsNative).ToList();
        var coins = held.Where(one => one.Token.IsNative).ToList();
        var called = tokens.Count == 0 ? [] : await endpoint.CallManyAsync([.. tokens.SelectMany(Calls)], cancellation);
        var read = coins.Count == 0 ? [] : await endpoint.GetBalancesAsync([.. coins.SelectMany(Accounts)], cancellation);
        await ConfirmBlocksAsync(endpoint, held, cancellation);
        var deltas = tokens.Select((one, i) => (one, Delta: Less(Decode(called[(2 * i) + 1]), Decode(called[2 * i]))))
            .Concat(coins.Select((one, i) => (one, Delta: (BigInteger?)(read[(2 * i) + 1] - read[2 * i])))).ToDictionary(pair => pair.one, pair => pair.Delta);
        return [.. held.Select(one => deltas[one])];
    }

    // Asked last: who has these very blocks now had them, and their parents, when it answered.
    private static async Task ConfirmBlocksAsync(Chain endpoint, ArraySegment<Held> held, CancellationToken cancellation)
    {
        var blocks = held.Select(one => (one.Number, one.Block)).Distinct().ToList();
        var headers = await endpoint.GetHeadersAsync([.. blocks.Select(block => block.Number)], cancellation);
        foreach (var ((number, hash), header) in blocks.Zip(headers))
        {
            if (header is null)
            {
                throw new RpcException(RpcFailure.Retry, endpoint.Preferred, "eth_call", $"there is no block {number}");
            }

            if (header.Hash != hash)
            {
                throw new OtherBlockException();
            }
        }
    }

    // Who does not have the newest state either has forgotten nothing: it is not there yet.
    private async Task<bool> IsForgottenAsync(Held held, CancellationToken cancellation) =>
        !await HasStateAsync(held.Account, held.Number - 1, cancellation)
        && (await HasStateAsync(held.Account, BlockTag.Latest, cancellation)
            ? true
            : throw new RpcException(RpcFailure.Retry, chain.Preferred, "eth_getBalance", "it has no state, not even of its newest block"));

    private async Task<bool> HasStateAsync(Address account, BlockTag block, CancellationToken cancellation)
    {
        try
        {
            await chain.GetBalanceAsync(account, block, cancellation);
            return true;
        }
        catch (RpcException forgotten) when (forgotten.Failure == RpcFailure.Final)
        {
            return false;
        }
    }

    private static void Note(ArraySegment<Held> held, IEnumerable<BalanceChange> read, Dictionary<Held, BalanceChange> changes)
    {
        foreach (var (one, change) in held.Zip(read))
        {
            changes[one] = change;
        }
    }

    private static IEnumerable<CallAt> Calls(Held held) =>
        new[] { held.Number - 1, held.Number }.Select(block => new CallAt(held.Token.Contract, BalanceOf.Encode(held.Account), block));

    private static IEnumerable<AccountAt> Accounts(Held held) => new[] { held.Number - 1, held.Number }.Select(block => new AccountAt(held.Account, block));

    private static BigInteger? Less(BigInteger? after, BigInteger? before) => after - before;

    // Before it was deployed, nobody held any of it. What is no number is no balance.
    private static BigInteger? Decode(byte[] answer) => answer.Length switch
    {
        0 => BigInteger.Zero,
        32 => BalanceOf.DecodeResult(answer).Integer(0),
        _ => null,
    };
}

/// <summary>Another block stands at a height than the one whose balances were to be read: the chain has moved.</summary>
internal sealed class OtherBlockException : Exception;
