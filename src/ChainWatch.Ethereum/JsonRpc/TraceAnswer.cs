using System.Numerics;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>What was read of a block's traces.</summary>
/// <param name="Transfers">What they moved.</param>
/// <param name="Transactions">Of how many transactions they are, as far as they tell.</param>
/// <param name="Block">The block that they say they are of; null where they do not.</param>
internal sealed record BlockTrace(IReadOnlyList<InternalTransfer> Transfers, int Transactions, Hash32? Block);

/// <summary>
/// Reads traces for one thing: which calls moved the chain's coin. There are two forms: Geth's <c>callTracer</c>, a tree for
/// each transaction, and Parity's <c>trace_block</c>, a flat list.
/// </summary>
internal static class TraceAnswer
{
    /// <summary>What a tree of <c>callTracer</c> moved below its root, which is the transaction itself.</summary>
    internal static IReadOnlyList<InternalTransfer> ReadTree(ref AnswerReader answer)
    {
        var root = Frame(ref answer);
        var moved = new List<InternalTransfer>();
        if (!root.IsReverted)
        {
            Collect(root.Calls, moved);
        }

        return moved;
    }

    /// <summary>The trees of a block, in its transactions' order.</summary>
    internal static BlockTrace ReadTrees(ref AnswerReader answer)
    {
        answer.ExpectArray();
        var moved = new List<InternalTransfer>();
        var transaction = 0;
        for (; answer.NextItem(); transaction++)
        {
            moved.AddRange(ReadTraced(ref answer).Select(transfer => transfer with { TransactionIndex = transaction }));
        }

        return new BlockTrace(moved, transaction, null);
    }

    /// <summary>What a block's flat list of traces moved; those of the transactions themselves are left out.</summary>
    internal static BlockTrace ReadFlat(ref AnswerReader answer)
    {
        answer.ExpectArray();
        var moved = new List<InternalTransfer>();
        var (transaction, place, transactions) = (-1, 0, 0);
        Hash32? block = null;
        IReadOnlyList<int>? reverted = null;
        while (answer.NextItem())
        {
            var (of, address, frame, hash) = FlatTrace(ref answer);
            block = block is null || block == hash ? hash : throw new AnswerException($"traces of the blocks {block} and {hash} in one answer");
            (place, reverted) = of == transaction ? (place, reverted) : (0, null);
            transaction = of ?? -1;
            transactions = Math.Max(transactions, transaction + 1);
            if (reverted is not null && address.Take(reverted.Count).SequenceEqual(reverted))
            {
                continue;
            }

            reverted = frame.IsReverted ? address : null;
            if (of is { } index && address.Count > 0 && frame.Moved is { } transfer)
            {
                moved.Add(transfer with { TransactionIndex = index, Place = place++ });
            }
        }

        return new BlockTrace(moved, transactions, block);
    }

    private static IReadOnlyList<InternalTransfer> ReadTraced(ref AnswerReader answer)
    {
        answer.ExpectObject();
        IReadOnlyList<InternalTransfer>? moved = null;
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "result" when answer.IsObject: moved = ReadTree(ref answer); break;
                case "error" when answer.IsText: throw new AnswerException($"a transaction could not be traced: {answer.Text(200)}");
                default: answer.Skip(); break;
            }
        }

        return moved ?? throw new AnswerException("a transaction's trace has no 'result'");
    }

    private static void Collect(IReadOnlyList<CallFrame> calls, List<InternalTransfer> moved)
    {
        foreach (var call in calls.Where(call => !call.IsReverted))
        {
            if (call.Moved is { } transfer)
            {
                moved.Add(transfer with { Place = moved.Count });
            }

            Collect(call.Calls, moved);
        }
    }

    private static CallFrame Frame(ref AnswerReader answer)
    {
        answer.ExpectObject();
        var frame = new CallFrame();
        while (answer.NextMember())
        {
            if (answer.IsNull)
            {
                continue;
            }

            switch (answer.Name)
            {
                case "type": frame.Type = answer.Text(20); break;
                case "from": frame.From = answer.Address(); break;
                case "to" when answer.IsText && answer.Text(4) is not "0x": frame.To = answer.Address(); break;
                case "value": frame.Value = answer.BigQuantity(); break;
                case "error": frame.IsReverted = !answer.IsText || answer.Text(20).Length > 0; answer.Skip(); break;
                case "calls": Frames(ref answer, frame.Calls); break;
                default: answer.Skip(); break;
            }
        }

        return frame.Type.Length > 0 ? frame : throw new AnswerException("a call of a trace has no 'type'");
    }

    private static void Frames(ref AnswerReader answer, List<CallFrame> calls)
    {
        answer.ExpectArray();
        while (answer.NextItem())
        {
            calls.Add(Frame(ref answer));
        }
    }

    private static (int? Transaction, IReadOnlyList<int> Address, CallFrame Frame, Hash32 Block) FlatTrace(ref AnswerReader answer)
    {
        answer.ExpectObject();
        Hash32? block = null;
        var (frame, action) = (new CallFrame(), new FlatAction());
        int? transaction = null;
        IReadOnlyList<int>? address = null;
        while (answer.NextMember())
        {
            if (answer.IsNull)
            {
                continue;
            }

            switch (answer.Name)
            {
                case "type": frame.Type = answer.Text(20); break;
                case "transactionPosition": transaction = answer.TryInteger(out var at) && at is >= 0 and <= int.MaxValue ? (int)at : throw answer.Wrong("a place in a list"); break;
                case "blockHash": block = answer.Hash(); break;
                case "traceAddress": address = Places(ref answer); break;
                case "error": frame.IsReverted = !answer.IsText || answer.Text(20).Length > 0; answer.Skip(); break;
                case "action" or "result" when answer.IsObject: action.Take(ref answer); break;
                default: answer.Skip(); break;
            }
        }

        action.Tell(frame);
        return (
            transaction,
            address ?? throw new AnswerException("a trace has no 'traceAddress'"),
            frame,
            block ?? throw new AnswerException("a trace has no 'blockHash'"));
    }

    private static List<int> Places(ref AnswerReader answer)
    {
        answer.ExpectArray();
        var places = new List<int>();
        while (answer.NextItem())
        {
            places.Add(answer.TryInteger(out var place) ? (int)place : throw answer.Wrong("places in a list"));
        }

        return places;
    }

    private sealed class CallFrame
    {
        public string Type { get; set; } = "";

        public Address From { get; set; }

        public Address? To { get; set; }

        public BigInteger Value { get; set; }

        public bool IsReverted { get; set; }

        public List<CallFrame> Calls { get; } = [];

        // A delegate call names the value of the call that it is part of, and CALLCODE pays the caller itself: neither moves anything.
        public InternalTransfer? Moved => Value.Sign > 0 && To is { } to && to != From && Type.ToUpperInvariant() is "CALL" or "CREATE" or "CREATE2" or "SELFDESTRUCT"
            ? new InternalTransfer(0, 0, From, to, Value)
            : null;
    }

    /// <summary>A flat trace keeps apart what was asked (<c>action</c>) and what came of it (<c>result</c>), each type in words of its own.</summary>
    private sealed class FlatAction
    {
        private Address _from, _address;
        private Address? _to, _created, _refund;
        private BigInteger _value, _balance;
        private string? _callType;

        public void Take(ref AnswerReader answer)
        {
            var isResult = answer.Name is "result";
            while (answer.NextMember())
            {
                if (answer.IsNull)
                {
                    continue;
                }

                switch (answer.Name)
                {
                    case "from": _from = answer.Address(); break;
                    case "to": _to = answer.Address(); break;
                    case "value": _value = answer.BigQuantity(); break;
                    case "callType": _callType = answer.Text(20); break;
                    case "address" when isResult: _created = answer.Address(); break;
                    case "address": _address = answer.Address(); break;
                    case "refundAddress": _refund = answer.Address(); break;
                    case "balance": _balance = answer.BigQuantity(); break;
                    default: answer.Skip(); break;
                }
            }
        }

        public void Tell(CallFrame frame)
        {
            (frame.Type, frame.From, frame.To, frame.Value) = frame.Type switch
            {
                "call" => (_callType ?? "call", _from, _to, _value),
                "create" => ("create", _from, _created, _value),
                "suicide" or "selfdestruct" => ("selfdestruct", _address, _refund, _balance),
                _ => ("", default(Address), null, BigInteger.Zero),
            };
        }
    }
}
