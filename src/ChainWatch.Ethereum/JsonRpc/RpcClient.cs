using System.Text;
using System.Text.Json;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>
/// Asks an endpoint: one call, or many in batches that shrink, once and for good, to what the endpoint takes.
/// Every failure leaves as an <see cref="RpcException"/> that names endpoint, method and block.
/// </summary>
internal sealed class RpcClient : IDisposable
{
    // Where waiting for the endpoint is what takes the time.
    private const int BatchesAtOnce = 4;

    private const int ShownOfNoJson = 80;

    private readonly HttpExchange _http;
    private readonly EndpointName _name;
    private long _lastId;
    private volatile int _batchLimit;
    private volatile bool _takesBatches;

    internal RpcClient(Uri endpoint, JsonRpcOptions options, HttpMessageHandler? handler)
    {
        _http = new HttpExchange(endpoint, options, handler);
        _name = new EndpointName(endpoint);
        _batchLimit = options.MaxBatch;
    }

    internal string Endpoint => _name.ToString();

    public void Dispose() => _http.Dispose();

    /// <summary>The answer to one call.</summary>
    internal async Task<T> AskAsync<T>(RpcCall call, AnswerDecoder<T> decode, CancellationToken cancellation)
    {
        try
        {
            var id = Interlocked.Increment(ref _lastId);
            using var answer = await _http.PostAsync(RpcCall.Encode([call], id, asBatch: false), cancellation).ConfigureAwait(false);
            var (replies, isBatch) = ReadReplies(answer, decode);
            // An error may come without the id, when the server did not get as far as reading it.
            return isBatch || (replies[0].Id != id && (replies[0].Error is null || replies[0].Id is not null))
                ? throw new FaultException(new RpcFault(RpcFailure.Final, "the answer is to another request"))
                : replies[0].Error is { } error ? throw new FaultException(error) : replies[0].Result;
        }
        catch (FaultException e)
        {
            throw Failed(call, e.Fault);
        }
    }

    /// <summary>The answers to several calls, in their order; the first call that failed, if one did, is thrown when all are read.</summary>
    internal async Task<IReadOnlyList<T>> AskManyAsync<T>(IReadOnlyList<RpcCall> calls, AnswerDecoder<T> decode, CancellationToken cancellation)
    {
        var answers = new List<T>(calls.Count);
        var limit = _batchLimit;
        while (answers.Count < calls.Count)
        {
            var size = Math.Min(limit, calls.Count - answers.Count);
            if (size <= 1)
            {
                answers.Add(await AskAsync(calls[answers.Count], decode, cancellation).ConfigureAwait(false));
            }
            else if (await AskBatchesAsync(calls, size, answers, decode, cancellation).ConfigureAwait(false))
            {
                // Three steps lead from a hundred to single calls, whatever limit the endpoint has.
                limit = Math.Max(1, size / 4);
                continue;
            }

            // Learned only when fewer calls did pass: a refusal can have other reasons.
            _batchLimit = Math.Min(_batchLimit, limit);
        }

        return answers;
    }

    /// <summary>A failure of <paramref name="call"/> as callers see it.</summary>
    internal RpcException Failed(RpcCall call, RpcFault fault)
    {
        var about = call.Block is null ? "" : $"{call.Block}: ";
        return new RpcException(fault.Failure, Endpoint, call.Method, about + _name.Clean(fault.Reason))
        {
            Block = call.Block,
            Code = fault.Code,
            RevertData = fault.RevertData,
            RetryAfter = fault.RetryAfter,
        };
    }

    private static RpcFault NotJson(HttpAnswer answer)
    {
        var text = Encoding.UTF8.GetString(answer.Body.Memory.Span[..Math.Min(ShownOfNoJson, answer.Body.Memory.Length)]);
        // Success without JSON is a gateway's page or an answer that was cut off: passing trouble, either way.
        return answer.IsSuccess
            ? new RpcFault(RpcFailure.Retry, $"the answer is not JSON, or was cut off: '{text}'")
            : new RpcFault(RpcFailures.Sort(answer.Status), $"HTTP {(int)answer.Status}: '{text}'") { RefusesBatch = RpcFailures.RefusesBatch(answer.Status) };
    }

    private static (List<RpcReply<T>> Replies, bool IsBatch) ReadReplies<T>(HttpAnswer answer, AnswerDecoder<T> decode)
    {
        try
        {
            var (replies, isBatch) = RpcReply.ReadBody(answer.Body.Memory.Span, decode);
            return (answer.IsSuccess ? replies : [.. replies.Select(reply => ByStatus(reply, answer))], isBatch);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException || (e is AnswerException && !answer.IsSuccess))
        {
            throw new FaultException(NotJson(answer) with { RetryAfter = answer.RetryAfter });
        }
        catch (AnswerException e)
        {
            throw new FaultException(new RpcFault(RpcFailure.Final, e.Message));
        }
    }

    /// <summary>The status speaks where the error's text and code say nothing known, and says how long to wait.</summary>
    private static RpcReply<T> ByStatus<T>(RpcReply<T> reply, HttpAnswer answer)
    {
        var error = reply.Error ?? new RpcFault(RpcFailure.Final, $"HTTP {(int)answer.Status} with a result");
        return reply with
        {
            Error = error with
            {
                Failure = error.Failure == RpcFailure.Final ? RpcFailures.Sort(answer.Status) : error.Failure,
                RefusesBatch = error.RefusesBatch || RpcFailures.RefusesBatch(answer.Status),
                RetryAfter = answer.RetryAfter,
            },
        };
    }

    /// <summary>
    /// Adds the answers to the next batches of a size, of which several are under way at once when one has ever passed.
    /// True where the endpoint refuses batches, or batches of this size; what passed before is added.
    /// </summary>
    private async Task<bool> AskBatchesAsync<T>(IReadOnlyList<RpcCall> calls, int size, List<T> answers, AnswerDecoder<T> decode, CancellationToken cancellation)
    {
        var together = _takesBatches ? BatchesAtOnce : 1;
        var batches = await Task.WhenAll(
            calls.Skip(answers.Count).Chunk(size).TakeWhile(batch => batch.Length > 1).Take(together).Select(batch => AskBatchAsync(batch, decode, cancellation))).ConfigureAwait(false);
        _takesBatches |= batches[0] is not null;
        answers.AddRange(batches.TakeWhile(batch => batch is not null).SelectMany(batch => batch!));
        return batches.Contains(null);
    }

    /// <summary>The answers to a batch; null if the endpoint refuses batches, or batches of this size.</summary>
    private async Task<IReadOnlyList<T>?> AskBatchAsync<T>(RpcCall[] calls, AnswerDecoder<T> decode, CancellationToken cancellation)
    {
        try
        {
            var firstId = Interlocked.Add(ref _lastId, calls.Length) - calls.Length + 1;
            using var answer = await _http.PostAsync(RpcCall.Encode(calls, firstId, asBatch: true), cancellation).ConfigureAwait(false);
            var (replies, isBatch) = ReadReplies(answer, decode);
            if (replies.Exists(reply => reply.Error is { RefusesBatch: true }) || (!isBatch && RpcFailures.ExpectsOneCall(replies[0].Error?.Code)))
            {
                return null;
            }

            return isBatch
                ? Results(calls, InOrder(replies, firstId, calls.Length))
                : throw new FaultException(replies[0].Error ?? new RpcFault(RpcFailure.Final, "one answer to a batch of calls"));
        }
        catch (FaultException e)
        {
            return e.Fault.RefusesBatch ? null : throw Failed(calls[0], e.Fault);
        }
    }

    private List<T> Results<T>(RpcCall[] calls, RpcReply<T>?[] replies)
    {
        var results = new List<T>(calls.Length);
        for (var i = 0; i < calls.Length; i++)
        {
            var reply = replies[i] ?? throw Failed(calls[i], new RpcFault(RpcFailure.Retry, "the batch's answer leaves this call out"));
            results.Add(reply.Error is { } error ? throw Failed(calls[i], error) : reply.Result);
        }

        return results;
    }

    private static RpcReply<T>?[] InOrder<T>(List<RpcReply<T>> replies, long firstId, int count)
    {
        var ordered = new RpcReply<T>?[count];
        foreach (var reply in replies)
        {
            var place = (reply.Id ?? firstId - 1) - firstId;
            if (place < 0 || place >= count || ordered[place] is not null)
            {
                throw new FaultException(reply.Error ?? new RpcFault(RpcFailure.Final, "the batch's answer has an id that was not asked for, or one twice"));
            }

            ordered[place] = reply;
        }

        return ordered;
    }
}
