using System.Numerics;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Reads receipts.</summary>
internal static class ReceiptAnswer
{
    private const int BloomSize = 256;

    private static readonly string[] Needed =
        ["transactionHash", "transactionIndex", "blockHash", "blockNumber", "cumulativeGasUsed", "logs", "logsBloom"];

    /// <summary>The receipts of a block, or null where the endpoint has no such block.</summary>
    internal static IReadOnlyList<Receipt>? ReadManyOrNull(ref AnswerReader answer)
    {
        if (answer.IsNull)
        {
            return null;
        }

        answer.ExpectArray();
        var receipts = new List<Receipt>();
        while (answer.NextItem())
        {
            receipts.Add(Read(ref answer));
        }

        return receipts;
    }

    /// <summary>One receipt, or null while the transaction is not mined.</summary>
    internal static Receipt? ReadOrNull(ref AnswerReader answer) => answer.IsNull ? null : Read(ref answer);

    private static Receipt Read(ref AnswerReader answer)
    {
        answer.ExpectObject();
        var fields = new Fields();
        while (answer.NextMember())
        {
            if (answer.IsNull || !fields.Take(ref answer))
            {
                answer.Skip();
            }
        }

        return fields.ToReceipt();
    }

    private sealed class Fields
    {
        private readonly HashSet<string> _seen = new(16);
        private Hash32 _transactionHash, _blockHash;
        private Hash32? _root;
        private int _type, _transactionIndex;
        private ulong _blockNumber, _cumulativeGasUsed, _gasUsed;
        private ulong? _status, _blobGasUsed, _depositNonce, _depositReceiptVersion;
        private BigInteger? _effectiveGasPrice, _blobGasPrice, _l1Fee;
        private Address _from;
        private Address? _to, _contractAddress;
        private IReadOnlyList<Log> _logs = [];
        private byte[] _bloom = [];

        internal bool Take(ref AnswerReader answer)
        {
            var name = answer.Name.ToString();
            switch (name)
            {
                // The specification does not require it: nodes from before EIP-2718 send none.
                case "type": _type = answer.Place(); break;
                case "transactionHash": _transactionHash = answer.Hash(); break;
                case "transactionIndex": _transactionIndex = answer.Place(); break;
                case "blockHash": _blockHash = answer.Hash(); break;
                case "blockNumber": _blockNumber = answer.Quantity(); break;
                case "status": _status = answer.Quantity(); break;
                case "root": _root = answer.Hash(); break;
                case "cumulativeGasUsed": _cumulativeGasUsed = answer.Quantity(); break;
                case "gasUsed": _gasUsed = answer.Quantity(); break;
                case "effectiveGasPrice": _effectiveGasPrice = answer.BigQuantity(); break;
                case "blobGasUsed": _blobGasUsed = answer.Quantity(); break;
                case "blobGasPrice": _blobGasPrice = answer.BigQuantity(); break;
                case "l1Fee": _l1Fee = answer.BigQuantity(); break;
                case "from": _from = answer.Address(); break;
                case "to": _to = answer.Address(); break;
                case "contractAddress": _contractAddress = answer.Address(); break;
                case "logs": _logs = LogAnswer.ReadMany(ref answer); break;
                case "logsBloom": _bloom = answer.Data(BloomSize); break;
                case "depositNonce": _depositNonce = answer.Quantity(); break;
                case "depositReceiptVersion": _depositReceiptVersion = answer.Quantity(); break;
                default: return false;
            }

            return _seen.Add(name) ? true : throw new AnswerException($"a receipt has '{name}' twice");
        }

        internal Receipt ToReceipt()
        {
            foreach (var name in Needed)
            {
                if (!_seen.Contains(name))
                {
                    throw new AnswerException($"a receipt has no '{name}'");
                }
            }

            return new Receipt
            {
                Type = _type,
                TransactionHash = _transactionHash,
                TransactionIndex = _transactionIndex,
                BlockHash = _blockHash,
                BlockNumber = _blockNumber,
                Succeeded = Succeeded(),
                Root = _root,
                CumulativeGasUsed = _cumulativeGasUsed,
                GasUsed = _gasUsed,
                EffectiveGasPrice = _effectiveGasPrice,
                BlobGasUsed = _blobGasUsed,
                BlobGasPrice = _blobGasPrice,
                L1Fee = _l1Fee,
                From = _from,
                To = _to,
                ContractAddress = _contractAddress,
                Logs = _logs,
                LogsBloom = _bloom,
                DepositNonce = _depositNonce,
                DepositReceiptVersion = _depositReceiptVersion,
            };
        }

        private bool? Succeeded() => _status switch
        {
            null when _root is null => throw new AnswerException("a receipt has neither 'status' nor 'root'"),
            null => null,
            0 => false,
            1 => true,
            _ => throw new AnswerException($"a receipt's 'status' should be 0 or 1 but is {_status}"),
        };
    }
}
