namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>A message of a subscribed WebSocket: the answer to subscribing, or a head. Both parts are null for anything else.</summary>
internal readonly record struct HeadMessage(string? Subscription, BlockHeader? Head, RpcFault? Error)
{
    private const int LongestId = 200;

    /// <summary>Reads a message.</summary>
    /// <exception cref="AnswerException">It has a wrong shape.</exception>
    internal static HeadMessage Read(ref AnswerReader answer)
    {
        answer.ExpectObject();
        string? subscription = null;
        BlockHeader? head = null;
        RpcFault? error = null;
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "params" when answer.IsObject: (subscription, head) = ReadNotice(ref answer); break;
                case "result" when answer.IsText: subscription = answer.Text(LongestId); break;
                case "error" when !answer.IsNull: error = RpcReply.ReadError(ref answer); break;
                default: answer.Skip(); break;
            }
        }

        return new HeadMessage(subscription, head, error);
    }

    private static (string? Subscription, BlockHeader? Head) ReadNotice(ref AnswerReader answer)
    {
        string? subscription = null;
        BlockHeader? head = null;
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "subscription" when answer.IsText: subscription = answer.Text(LongestId); break;
                case "result" when answer.IsObject: head = HeaderAnswer.Read(ref answer); break;
                default: answer.Skip(); break;
            }
        }

        return (subscription, head);
    }
}
