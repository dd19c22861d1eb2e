namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Reads logs as <c>eth_getLogs</c> and receipts hold them.</summary>
internal static class LogAnswer
{
    private const int MostTopics = 4;

    private static readonly string[] Needed =
        ["address", "topics", "data", "blockNumber", "blockHash", "transactionHash", "transactionIndex", "logIndex"];

    /// <summary>Logs in the order in which they stand.</summary>
    internal static IReadOnlyList<Log> ReadMany(ref AnswerReader answer)
    {
        answer.ExpectArray();
        var logs = new List<Log>();
        while (answer.NextItem())
        {
            logs.Add(Read(ref answer));
        }

        return logs;
    }

    private static Log Read(ref AnswerReader answer)
    {
        answer.ExpectObject();
        Address address = default;
        IReadOnlyList<Hash32> topics = [];
        byte[] data = [];
        ulong blockNumber = 0;
        ulong? blockTimestamp = null;
        Hash32 blockHash = default, transactionHash = default;
        int transactionIndex = 0, logIndex = 0;
        var removed = false;
        var seen = 0;
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "address": address = answer.Address(); Once(ref seen, 0, answer); break;
                case "topics": Once(ref seen, 1, answer); topics = Topics(ref answer); break;
                case "data": data = answer.Data(); Once(ref seen, 2, answer); break;
                case "blockNumber": blockNumber = answer.Quantity(); Once(ref seen, 3, answer); break;
                case "blockHash": blockHash = answer.Hash(); Once(ref seen, 4, answer); break;
                case "transactionHash": transactionHash = answer.Hash(); Once(ref seen, 5, answer); break;
                case "transactionIndex": transactionIndex = answer.Place(); Once(ref seen, 6, answer); break;
                case "logIndex": logIndex = answer.Place(); Once(ref seen, 7, answer); break;
                case "removed" when !answer.IsNull: removed = answer.Boolean(); break;
                // An extension that endpoints write in several ways; what cannot be read counts as not sent.
                case "blockTimestamp" when answer.TryQuantity(out var time): blockTimestamp = time; break;
                default: answer.Skip(); break;
            }
        }

        ThrowIfAbsent(seen);
        return new Log
        {
            Address = address,
            Topics = topics,
            Data = data,
            BlockNumber = blockNumber,
            BlockHash = blockHash,
            BlockTimestamp = blockTimestamp,
            TransactionHash = transactionHash,
            TransactionIndex = transactionIndex,
            LogIndex = logIndex,
            Removed = removed,
        };
    }

    private static Hash32[] Topics(ref AnswerReader answer)
    {
        answer.ExpectArray();
        Span<Hash32> topics = stackalloc Hash32[MostTopics];
        var count = 0;
        while (answer.NextItem())
        {
            topics[count] = answer.Hash();
            if (++count == MostTopics)
            {
                return answer.NextItem() ? throw new AnswerException($"a log has more than {MostTopics} topics") : topics.ToArray();
            }
        }

        return topics[..count].ToArray();
    }

    private static void Once(ref int seen, int bit, in AnswerReader answer)
    {
        if ((seen & (1 << bit)) != 0)
        {
            throw new AnswerException($"a log has '{answer.Name}' twice");
        }

        seen |= 1 << bit;
    }

    private static void ThrowIfAbsent(int seen)
    {
        for (var bit = 0; bit < Needed.Length; bit++)
        {
            if ((seen & (1 << bit)) == 0)
            {
                throw new AnswerException($"a log has no '{Needed[bit]}'");
            }
        }
    }
}
