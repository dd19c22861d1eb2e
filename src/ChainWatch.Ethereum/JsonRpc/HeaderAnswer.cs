using System.Numerics;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Reads a block answer's header. Members that no header has are told apart from header fields that this library does not know.</summary>
internal static class HeaderAnswer
{
    private const int BloomSize = 256;
    private const int NonceSize = 8;
    private const int MostUnknownFields = 32;

    /// <summary>
    /// Members of a block answer that are no part of its header's RLP: the block's body and what nodes derive from it, and
    /// Arbitrum's reading of its own mixHash and extraData. Everything else unknown may be a header field.
    /// </summary>
    private static readonly HashSet<string> Beside =
    [
        "size", "totalDifficulty", "transactions", "uncles", "withdrawals", "author",
        "l1BlockNumber", "sendCount", "sendRoot",
    ];

    private static readonly string[] Always =
    [
        "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "difficulty", "gasLimit", "gasUsed",
        "extraData", "mixHash", "nonce",
    ];

    private static readonly string[] Needed = ["hash", "parentHash", "number", "timestamp"];

    /// <summary>The header, or null where the endpoint has no such block.</summary>
    internal static BlockHeader? ReadOrNull(ref AnswerReader answer) => answer.IsNull ? null : Read(ref answer);

    /// <summary>The header.</summary>
    internal static BlockHeader Read(ref AnswerReader answer)
    {
        answer.ExpectObject();
        var fields = new Fields();
        while (answer.NextMember())
        {
            fields.Take(ref answer);
        }

        fields.ThrowIfAbsent(Needed);
        return fields.ToHeader();
    }

    private sealed class Fields
    {
        private readonly HashSet<string> _seen = new(24);
        private readonly List<string> _unknown = [];
        private Hash32 _hash, _parentHash, _ommersHash, _stateRoot, _transactionsRoot, _receiptsRoot, _mixHash;
        private Hash32? _withdrawalsRoot, _parentBeaconBlockRoot, _requestsHash;
        private ulong _number, _timestamp, _gasLimit, _gasUsed;
        private ulong? _blobGasUsed, _excessBlobGas;
        private BigInteger _difficulty;
        private BigInteger? _baseFeePerGas;
        private Address _beneficiary;
        private byte[] _bloom = [], _extraData = [], _nonce = [];

        internal void Take(ref AnswerReader answer)
        {
            // Null stands for absent: a field that a fork brings later, or the hash and nonce of a pending block.
            if (answer.IsNull)
            {
                return;
            }

            if (!TakeKnown(ref answer))
            {
                TakeUnknown(ref answer);
                return;
            }
        }

        internal void ThrowIfAbsent(string[] names)
        {
            foreach (var name in names)
            {
                if (!_seen.Contains(name))
                {
                    throw new AnswerException($"the block has no '{name}'");
                }
            }
        }

        internal BlockHeader ToHeader() => new()
        {
            Hash = _hash,
            ParentHash = _parentHash,
            Number = _number,
            Timestamp = _timestamp,
            LogsBloom = _bloom,
            OmmersHash = _ommersHash,
            Beneficiary = _beneficiary,
            StateRoot = _stateRoot,
            TransactionsRoot = _transactionsRoot,
            ReceiptsRoot = _receiptsRoot,
            Difficulty = _difficulty,
            GasLimit = _gasLimit,
            GasUsed = _gasUsed,
            ExtraData = _extraData,
            MixHash = _mixHash,
            Nonce = _nonce,
            BaseFeePerGas = _baseFeePerGas,
            WithdrawalsRoot = _withdrawalsRoot,
            BlobGasUsed = _blobGasUsed,
            ExcessBlobGas = _excessBlobGas,
            ParentBeaconBlockRoot = _parentBeaconBlockRoot,
            RequestsHash = _requestsHash,
            MissingFields = [.. Always.Where(name => !_seen.Contains(name))],
            UnknownFields = _unknown,
        };

        private bool TakeKnown(ref AnswerReader answer)
        {
            switch (answer.Name)
            {
                case "hash": _hash = answer.Hash(); break;
                case "parentHash": _parentHash = answer.Hash(); break;
                case "number": _number = answer.Quantity(); break;
                case "timestamp": _timestamp = answer.Quantity(); break;
                case "logsBloom": _bloom = answer.Data(BloomSize); break;
                case "sha3Uncles": _ommersHash = answer.Hash(); break;
                case "miner": _beneficiary = answer.Address(); break;
                case "stateRoot": _stateRoot = answer.Hash(); break;
                case "transactionsRoot": _transactionsRoot = answer.Hash(); break;
                case "receiptsRoot": _receiptsRoot = answer.Hash(); break;
                case "difficulty": _difficulty = answer.BigQuantity(); break;
                case "gasLimit": _gasLimit = answer.Quantity(); break;
                case "gasUsed": _gasUsed = answer.Quantity(); break;
                case "extraData": _extraData = answer.Data(); break;
                case "mixHash": _mixHash = answer.Hash(); break;
                case "nonce": _nonce = answer.Data(NonceSize); break;
                case "baseFeePerGas": _baseFeePerGas = answer.BigQuantity(); break;
                case "withdrawalsRoot": _withdrawalsRoot = answer.Hash(); break;
                case "blobGasUsed": _blobGasUsed = answer.Quantity(); break;
                case "excessBlobGas": _excessBlobGas = answer.Quantity(); break;
                case "parentBeaconBlockRoot": _parentBeaconBlockRoot = answer.Hash(); break;
                case "requestsHash": _requestsHash = answer.Hash(); break;
                default: return false;
            }

            return _seen.Add(answer.Name.ToString()) ? true : throw new AnswerException($"the block has '{answer.Name}' twice");
        }

        private void TakeUnknown(ref AnswerReader answer)
        {
            var name = answer.Name.ToString();
            answer.Skip();
            if (!Beside.Contains(name) && _unknown.Count < MostUnknownFields && !_unknown.Contains(name))
            {
                _unknown.Add(name);
            }
        }
    }
}
