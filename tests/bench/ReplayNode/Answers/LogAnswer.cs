using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using ChainWatch.Replay.Faults;

namespace ChainWatch.Replay.Answers;

/// <summary>Answers <c>eth_getLogs</c>, a block at a time, so that an answer of any size needs little room.</summary>
internal sealed class LogAnswer(Telling telling, NodeFaults faults, bool withTimestamp)
{
    // Sent in pieces of that size, and so in as few chunks: nodes send an answer in one.
    private const int Piece = 1 << 16;

    /// <summary>What will write the answer. A refusal is thrown before anything is written.</summary>
    public Func<PipeWriter, ValueTask> Prepare(JsonElement filter)
    {
        var query = new LogQuery(filter);
        var (view, from, to) = RangeOf(query);
        if (faults.MaxResults is { } most && Count(view, from, to, query) > most)
        {
            throw faults.Provider.RefuseAmount(most);
        }

        return writer => WriteAsync(writer, view, from, to, query);
    }

    private (ReplayView View, ulong From, ulong To) RangeOf(LogQuery query)
    {
        if (query.BlockHash is { } hash)
        {
            return telling.Find(hash) is { } found && !(found.Number > faults.LogsUpTo)
                ? (found.Branch, found.Number, found.Number)
                : throw RpcError.UnknownBlock;
        }

        var view = telling.Now;
        var from = Tags.NumberOf(query.From, view) ?? throw RpcError.UnknownBlock;
        var to = Tags.NumberOf(query.To, view) ?? throw RpcError.UnknownBlock;
        return to > view.Head ? throw RpcError.BeyondHead
            : from > to ? throw RpcError.BadParameters("block range")
            : to - from + 1 > faults.MaxRange ? throw faults.Provider.RefuseWidth(faults.MaxRange!.Value)
            : (view, from, to);
    }

    private long Count(ReplayView view, ulong from, ulong to, LogQuery query)
    {
        var logs = new List<Emission>();
        long count = 0;
        for (var number = from; number <= to; number++)
        {
            telling.ReadLogs(view, number, logs);
            count += logs.Count(log => query.Wanted[log.Shape]);
        }

        return count;
    }

    private async ValueTask WriteAsync(PipeWriter writer, ReplayView view, ulong from, ulong to, LogQuery query)
    {
        var logs = new List<Emission>();
        var text = new LogText(withTimestamp);
        var piece = new ArrayBufferWriter<byte>(2 * Piece);
        var isFirst = true;
        piece.Write("["u8);
        for (var number = from; number <= to; number++)
        {
            text.Enter(number, telling.ReadLogs(view, number, logs), view.TimeAt(number));
            foreach (var log in logs)
            {
                if (query.Wanted[log.Shape])
                {
                    text.Write(piece, log, isFirst);
                    isFirst = false;
                }
            }

            if (piece.WrittenCount >= Piece)
            {
                await writer.WriteAsync(piece.WrittenMemory);
                piece.ResetWrittenCount();
            }
        }

        piece.Write("]"u8);
        await writer.WriteAsync(piece.WrittenMemory);
    }
}
