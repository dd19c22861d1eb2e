using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proposing;
using ChainWatch.Valuing;

namespace ChainWatch.Executing;

/// <summary>What a Safe did in a stretch of blocks.</summary>
/// <param name="Executions">Its executions, some from before the stretch.</param>
/// <param name="Nonce">The nonce that it expected next after the stretch.</param>
/// <param name="Evidence">By what the nonce is known where it is not by the Safe's state; null where it is.</param>
internal sealed record SafeStretch(IReadOnlyList<SafeExecution> Executions, ulong Nonce, string? Evidence = null);

/// <summary>Reads what a Safe did, and makes sure that no execution was withheld.</summary>
internal sealed class SafeHistory(Chain chain, Address safe)
{
    private readonly SafeReader _reader = new(chain, safe);

    /// <summary>What the Safe did from one block to another.</summary>
    /// <param name="from">First block.</param>
    /// <param name="to">Last block.</param>
    /// <param name="nonceBefore">The nonce before the first block where it was read; null where it was not.</param>
    /// <param name="lowest">The lowest nonce that somebody waits for: only when it is used must every execution be there.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RpcException">The endpoint failed, or withholds an execution.</exception>
    public async Task<SafeStretch> ReadAsync(ulong from, ulong to, ulong? nonceBefore, ulong lowest, CancellationToken cancellation)
    {
        // A reorg deeper than finality may have put an execution below what was read already.
        var executions = await ReadExecutionsAsync(from - Math.Min(from, chain.Settings.MaxReorgDepth), to, cancellation);
        var own = (ulong)executions.Count(execution => execution.Log.BlockNumber >= from);
        if (await NonceAsync(to, cancellation) is not { } nonce)
        {
            nonce = await CountBackAsync(to, cancellation);
            Require(nonceBefore is null || nonceBefore + own == nonce, own, nonce - nonceBefore, from, to);
            return new SafeStretch(executions, nonce, $"the Safe's nonce is known by its events alone: the endpoint keeps no state of block {to}");
        }

        if (lowest < nonce)
        {
            var before = from == 0 ? 0 : await NonceAsync(from - 1, cancellation) ?? nonceBefore;
            Require(before is null || before + own == nonce, own, nonce - before, from, to);
        }

        return new SafeStretch(executions, nonce);
    }

    private async Task<ulong?> NonceAsync(ulong block, CancellationToken cancellation)
    {
        try
        {
            return await _reader.ReadNonceAsync(block, cancellation);
        }
        catch (RpcException forgotten) when (ContractQuestion.IsForgotten(forgotten))
        {
            return null;
        }
    }

    // The nonce at the head, less what was executed since.
    private async Task<ulong> CountBackAsync(ulong block, CancellationToken cancellation)
    {
        var head = (await chain.GetHeadAsync(cancellation)).Number;
        var since = head > block ? await ReadExecutionsAsync(block + 1, head, cancellation) : [];
        return await _reader.ReadNonceAsync(head, cancellation) - (ulong)since.Count;
    }

    private async Task<List<SafeExecution>> ReadExecutionsAsync(ulong from, ulong to, CancellationToken cancellation) =>
        [.. (await SettledLogs.ReadAsync(chain, SafeExecution.Query(safe), from, to, cancellation)).Select(SafeExecution.Read).OfType<SafeExecution>()];

    // Each execution counts the Safe's nonce on by one. Were one of the events withheld, what was executed would be taken
    // for superseded, and be set aside a second time.
    private void Require(bool isWhole, ulong executions, ulong? counted, ulong from, ulong to)
    {
        if (!isWhole)
        {
            throw new RpcException(
                RpcFailure.Final, chain.Settings.Name, "eth_getLogs", $"the Safe executed {counted} transactions in blocks {from} to {to}, and {executions} events were sent");
        }
    }
}
