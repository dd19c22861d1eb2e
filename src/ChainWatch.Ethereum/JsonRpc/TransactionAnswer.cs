using System.Numerics;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Reads a block's transactions, and encodes each anew from what the endpoint says of it.</summary>
internal static class TransactionAnswer
{
    private const int OpDeposit = 0x7e;

    private static readonly string[] Needed = ["hash", "transactionIndex", "from", "value"];

    /// <summary>One transaction.</summary>
    internal static MinedTransaction Read(ref AnswerReader answer)
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

        return fields.ToMined();
    }

    private static Hash32 ReadHash(ref AnswerReader answer) => answer.Hash();

    private static AccessListEntry ReadAccess(ref AnswerReader answer)
    {
        answer.ExpectObject();
        Address address = default;
        IReadOnlyList<Hash32> keys = [];
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "address": address = answer.Address(); break;
                case "storageKeys": keys = AnswerReader.Many(ref answer, ReadHash); break;
                default: answer.Skip(); break;
            }
        }

        return new AccessListEntry(address, keys);
    }

    private static Authorization ReadAuthorization(ref AnswerReader answer)
    {
        answer.ExpectObject();
        BigInteger chainId = 0, r = 0, s = 0;
        Address address = default;
        ulong nonce = 0, parity = 0;
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "chainId": chainId = answer.BigQuantity(); break;
                case "address": address = answer.Address(); break;
                case "nonce": nonce = answer.Quantity(); break;
                case "yParity" or "v": parity = answer.Quantity(); break;
                case "r": r = answer.BigQuantity(); break;
                case "s": s = answer.BigQuantity(); break;
                default: answer.Skip(); break;
            }
        }

        return new Authorization(chainId, address, nonce, (byte)Math.Min(parity, byte.MaxValue), r, s);
    }

    private sealed class Fields
    {
        private readonly HashSet<string> _seen = new(32);
        private Hash32 _hash, _r, _s, _sourceHash;
        private Address _from;
        private Address? _to;
        private int _index, _type;
        private ulong _gas, _nonce;
        private ulong? _chainId, _parity;
        private bool _isSystem;
        private BigInteger _value, _v, _mint;
        private BigInteger? _gasPrice, _maxFee, _maxPriorityFee, _maxBlobFee;
        private byte[] _input = [];
        private IReadOnlyList<AccessListEntry> _access = [];
        private IReadOnlyList<Hash32> _blobs = [];
        private IReadOnlyList<Authorization> _authorizations = [];

        internal bool Take(ref AnswerReader answer)
        {
            var name = answer.Name.ToString();
            switch (name)
            {
                case "hash": _hash = answer.Hash(); break;
                case "transactionIndex": _index = answer.Place(); break;
                case "type": _type = answer.Place(); break;
                case "from": _from = answer.Address(); break;
                case "to": _to = answer.Address(); break;
                case "value": _value = answer.BigQuantity(); break;
                case "gas": _gas = answer.Quantity(); break;
                case "nonce": _nonce = answer.Quantity(); break;
                case "gasPrice": _gasPrice = answer.BigQuantity(); break;
                case "maxFeePerGas": _maxFee = answer.BigQuantity(); break;
                case "maxPriorityFeePerGas": _maxPriorityFee = answer.BigQuantity(); break;
                case "maxFeePerBlobGas": _maxBlobFee = answer.BigQuantity(); break;
                case "input": _input = answer.Data(); break;
                case "chainId": _chainId = answer.Quantity(); break;
                case "accessList": _access = AnswerReader.Many(ref answer, ReadAccess); break;
                case "blobVersionedHashes": _blobs = AnswerReader.Many(ref answer, ReadHash); break;
                case "authorizationList": _authorizations = AnswerReader.Many(ref answer, ReadAuthorization); break;
                case "v": _v = answer.BigQuantity(); break;
                case "yParity": _parity = answer.Quantity(); break;
                case "r": _r = answer.UpTo32Bytes(); break;
                case "s": _s = answer.UpTo32Bytes(); break;
                case "sourceHash": _sourceHash = answer.Hash(); break;
                case "mint": _mint = answer.BigQuantity(); break;
                case "isSystemTx": _isSystem = answer.Boolean(); break;
                default: return false;
            }

            return _seen.Add(name) ? true : throw new AnswerException($"a transaction has '{name}' twice");
        }

        internal MinedTransaction ToMined()
        {
            foreach (var name in Needed)
            {
                if (!_seen.Contains(name))
                {
                    throw new AnswerException($"a transaction has no '{name}'");
                }
            }

            return new MinedTransaction
            {
                Hash = _hash,
                Type = _type,
                Index = _index,
                From = _from,
                To = _to,
                Value = _value,
                Mint = _mint,
                GasLimit = _gas,
                Encoded = _type == OpDeposit ? Deposit() : Encode(),
            };
        }

        private ReadOnlyMemory<byte>? Encode()
        {
            try
            {
                return new Transaction
                {
                    Type = (TransactionType)_type,
                    ChainId = _type == 0 ? ChainOfV() : _chainId,
                    Nonce = _nonce,
                    GasPrice = _type < 2 ? _gasPrice : null,
                    MaxFeePerGas = _type < 2 ? null : _maxFee,
                    MaxPriorityFeePerGas = _type < 2 ? null : _maxPriorityFee,
                    GasLimit = _gas,
                    To = _to,
                    Value = _value,
                    Data = _input,
                    AccessList = _access,
                    MaxFeePerBlobGas = _maxBlobFee,
                    BlobVersionedHashes = _blobs,
                    AuthorizationList = _authorizations,
                    Signature = new Signature(_r, _s, Parity()),
                }.Encode();
            }
            catch (Exception unknown) when (unknown is TransactionException or FormatException or OverflowException)
            {
                // What it moves can be read all the same; that it is in the block cannot be proved.
                return null;
            }
        }

        // EIP-155: a legacy transaction holds the chain in its v, or holds on every chain.
        private ulong? ChainOfV() => _v <= 28 ? null : (ulong)((_v - 35) / 2);

        private int Parity() => (int)(_type > 0 ? _parity ?? (ulong)_v : _v <= 28 ? (ulong)(_v - 27) : (ulong)((_v - 35) % 2));

        /// <summary>The OP stack's deposits (optimism, specs/protocol/deposits.md) have no signature: they come from the chain below.</summary>
        private byte[] Deposit()
        {
            var rlp = new RlpWriter();
            rlp.StartList();
            rlp.WriteBytes(_sourceHash.Bytes);
            rlp.WriteBytes(_from.Bytes);
            rlp.WriteBytes(_to is { } to ? to.Bytes : default);
            rlp.WriteInteger(_mint);
            rlp.WriteInteger(_value);
            rlp.WriteUInt64(_gas);
            rlp.WriteUInt64(_isSystem ? 1UL : 0);
            rlp.WriteBytes(_input);
            rlp.EndList();
            return [OpDeposit, .. rlp.Written];
        }
    }
}
