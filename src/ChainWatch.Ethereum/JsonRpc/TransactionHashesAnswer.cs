namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Reads the hashes of a block's transactions, in order, from a block answer that was asked for without their bodies.</summary>
internal static class TransactionHashesAnswer
{
    /// <summary>The hashes, or null where the endpoint has no such block.</summary>
    internal static IReadOnlyList<Hash32>? ReadOrNull(ref AnswerReader answer)
    {
        if (answer.IsNull)
        {
            return null;
        }

        answer.ExpectObject();
        List<Hash32>? hashes = null;
        while (answer.NextMember())
        {
            if (answer.Name is "transactions")
            {
                hashes = Hashes(ref answer);
            }
            else
            {
                answer.Skip();
            }
        }

        return hashes ?? throw new AnswerException("the block has no 'transactions'");
    }

    private static List<Hash32> Hashes(ref AnswerReader answer)
    {
        answer.ExpectArray();
        var hashes = new List<Hash32>();
        while (answer.NextItem())
        {
            hashes.Add(answer.Hash());
        }

        return hashes;
    }
}
