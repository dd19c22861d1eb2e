using System.Text.Json;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>One JSON-RPC response object: its id, and either its result, read as it goes by, or what is wrong.</summary>
internal readonly record struct RpcReply<T>(long? Id, T Result, RpcFault? Error);

/// <summary>Reads the bodies of answers, each once from its beginning to its end.</summary>
internal static class RpcReply
{
    private const int LongestMessage = 1000;

    /// <summary>The replies of a body: one, or those of a batch. A result that makes no sense is an error of its own reply only.</summary>
    /// <exception cref="AnswerException">Not a JSON-RPC response.</exception>
    /// <exception cref="JsonException">Not JSON, or cut off.</exception>
    internal static (List<RpcReply<T>> Replies, bool IsBatch) ReadBody<T>(ReadOnlySpan<byte> body, AnswerDecoder<T> decode)
    {
        var answer = new AnswerReader(body, stackalloc char[AnswerReader.LongestName]);
        var replies = new List<RpcReply<T>>();
        if (!answer.IsArray)
        {
            replies.Add(Read(ref answer, decode));
            return (replies, false);
        }

        while (answer.NextItem())
        {
            replies.Add(Read(ref answer, decode));
        }

        return (replies, true);
    }

    /// <summary>What an error object, or an error that is only text, means.</summary>
    internal static RpcFault ReadError(ref AnswerReader answer) => ErrorParts.Read(ref answer).ToFault();

    private static RpcReply<T> Read<T>(ref AnswerReader answer, AnswerDecoder<T> decode)
    {
        answer.ExpectObject();
        long? id = null;
        (T? Value, RpcFault? Fault)? result = null;
        RpcFault? error = null;
        var bare = new ErrorParts();
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "id": id = answer.TryInteger(out var number) ? number : null; answer.Skip(); break;
                case "result": result = ReadResult(ref answer, decode); break;
                case "error" when !answer.IsNull: error = ReadError(ref answer); break;
                default: bare.Take(ref answer); break;
            }
        }

        // Gateways send the error's members without the envelope.
        error ??= result is null && bare.Message is not null ? bare.ToFault() : result?.Fault;
        return error is null && result is null
            ? throw new AnswerException("the answer has neither 'result' nor 'error'")
            : new RpcReply<T>(id, result is { } read ? read.Value! : default!, error);
    }

    private static (T? Value, RpcFault? Fault) ReadResult<T>(ref AnswerReader answer, AnswerDecoder<T> decode)
    {
        var start = answer;
        try
        {
            return (decode(ref answer), null);
        }
        catch (Exception e) when (e is AnswerException or InvalidOperationException)
        {
            // InvalidOperationException: what the JSON reader throws on text that is not Unicode. What comes after it may say more.
            answer = start;
            answer.Skip();
            return (default, new RpcFault(RpcFailure.Final, $"the answer makes no sense: {e.Message}"));
        }
    }

    /// <summary>The members of an error object, as far as they can be read: an error is never hidden by its own odd shape.</summary>
    private sealed class ErrorParts
    {
        private int? _code;
        private string? _dataText;
        private byte[] _data = [];

        internal string? Message { get; private set; }

        internal static ErrorParts Read(ref AnswerReader answer)
        {
            var parts = new ErrorParts();
            if (answer.IsText)
            {
                parts.Message = answer.Text(LongestMessage);
                return parts;
            }

            if (!answer.IsObject)
            {
                answer.Skip();
                return parts;
            }

            while (answer.NextMember())
            {
                parts.Take(ref answer);
            }

            return parts;
        }

        internal void Take(ref AnswerReader answer)
        {
            switch (answer.Name)
            {
                case "code" when answer.TryInteger(out var code) && code is >= int.MinValue and <= int.MaxValue: _code = (int)code; break;
                case "message" when answer.IsText: Message = answer.Text(LongestMessage); break;
                case "data": TakeData(ref answer); break;
                default: answer.Skip(); break;
            }
        }

        internal RpcFault ToFault()
        {
            var message = (Message ?? "an error without a message") + (_dataText is null ? "" : $" ({_dataText})");
            var code = _code is null ? "" : $" (code {_code})";
            return new RpcFault(RpcFailures.Sort(_code ?? 0, message), message + code)
            {
                Code = _code,
                RevertData = _data,
                RefusesBatch = RpcFailures.RefusesBatch(_code ?? 0, message),
            };
        }

        /// <summary>Revert data: hex; "Reverted 0x…" (OpenEthereum, Nethermind); or an object that holds it (Hardhat, Ganache).</summary>
        private void TakeData(ref AnswerReader answer)
        {
            if (answer.IsText)
            {
                TakeDataText(answer.Text(int.MaxValue / 8));
            }
            else if (answer.IsObject)
            {
                while (answer.NextMember())
                {
                    if (answer.Name is "data" or "result" && answer.IsText)
                    {
                        TakeDataText(answer.Text(int.MaxValue / 8));
                    }
                    else
                    {
                        answer.Skip();
                    }
                }
            }
            else
            {
                answer.Skip();
            }
        }

        private void TakeDataText(string text)
        {
            var hex = text.StartsWith("Reverted 0x", StringComparison.Ordinal) ? text["Reverted ".Length..] : text;
            if (Hex.TryDecode(hex, out byte[]? data))
            {
                _data = data;
            }
            else
            {
                _dataText = text.Length <= 200 ? text : text[..200] + "…";
            }
        }
    }
}
