using System.Numerics;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Reads <c>eth_getProof</c> (EIP-1186).</summary>
internal static class AccountProofAnswer
{
    internal static AccountProof Read(ref AnswerReader answer)
    {
        answer.ExpectObject();
        Address? address = null;
        ulong? nonce = null;
        BigInteger? balance = null;
        Hash32? codeHash = null, storageHash = null;
        IReadOnlyList<ReadOnlyMemory<byte>>? nodes = null;
        IReadOnlyList<StorageProof>? storage = null;
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "address": address = answer.Address(); break;
                case "nonce": nonce = answer.Quantity(); break;
                case "balance": balance = answer.BigQuantity(); break;
                case "codeHash": codeHash = answer.Hash(); break;
                case "storageHash": storageHash = answer.Hash(); break;
                case "accountProof": nodes = Nodes(ref answer); break;
                case "storageProof": storage = Storage(ref answer); break;
                default: answer.Skip(); break;
            }
        }

        return new AccountProof
        {
            Address = address ?? throw Absent("address"),
            Nonce = nonce ?? throw Absent("nonce"),
            Balance = balance ?? throw Absent("balance"),
            CodeHash = codeHash ?? throw Absent("codeHash"),
            StorageHash = storageHash ?? throw Absent("storageHash"),
            Nodes = nodes ?? throw Absent("accountProof"),
            Storage = storage ?? throw Absent("storageProof"),
        };
    }

    private static List<StorageProof> Storage(ref AnswerReader answer)
    {
        answer.ExpectArray();
        var proofs = new List<StorageProof>();
        while (answer.NextItem())
        {
            proofs.Add(OneStorage(ref answer));
        }

        return proofs;
    }

    private static StorageProof OneStorage(ref AnswerReader answer)
    {
        answer.ExpectObject();
        Hash32? slot = null;
        BigInteger? value = null;
        IReadOnlyList<ReadOnlyMemory<byte>>? nodes = null;
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                // Endpoints repeat the slot as they were asked, padded or not.
                case "key": slot = answer.UpTo32Bytes(); break;
                case "value": value = answer.BigQuantity(); break;
                case "proof": nodes = Nodes(ref answer); break;
                default: answer.Skip(); break;
            }
        }

        return new StorageProof
        {
            Slot = slot ?? throw Absent("key"),
            Value = value ?? throw Absent("value"),
            Nodes = nodes ?? throw Absent("proof"),
        };
    }

    private static List<ReadOnlyMemory<byte>> Nodes(ref AnswerReader answer)
    {
        answer.ExpectArray();
        var nodes = new List<ReadOnlyMemory<byte>>();
        while (answer.NextItem())
        {
            nodes.Add(answer.Data());
        }

        return nodes;
    }

    private static AnswerException Absent(string name) => new($"the proof has no '{name}'");
}
