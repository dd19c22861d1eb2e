using System.Numerics;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Transactions;

/// <summary>Transactions as bytes: the type, then RLP; legacy ones RLP alone.</summary>
internal static class TransactionEncoder
{
    public static byte[] Encode(Transaction transaction)
    {
        var signature = transaction.Signature ?? throw new TransactionException("signature", "the transaction is not signed");
        return Encode(transaction, writer => WriteSignature(writer, transaction, signature));
    }

    public static byte[] EncodeForSigning(Transaction transaction) => Encode(transaction, writer =>
    {
        if (transaction is { Type: TransactionType.Legacy, ChainId: { } chainId })
        {
            writer.WriteUInt64(chainId);
            writer.WriteUInt64(0);
            writer.WriteUInt64(0);
        }
    });

    private static byte[] Encode(Transaction transaction, Action<RlpWriter> writeEnd)
    {
        TransactionShape.Check(transaction);
        var writer = new RlpWriter();
        writer.StartList();
        WriteFields(writer, transaction);
        writeEnd(writer);
        writer.EndList();
        return transaction.Type == TransactionType.Legacy ? writer.ToArray() : [(byte)transaction.Type, .. writer.Written];
    }

    private static void WriteFields(RlpWriter writer, Transaction transaction)
    {
        if (transaction.Type != TransactionType.Legacy)
        {
            writer.WriteUInt64(transaction.ChainId!.Value);
        }

        writer.WriteUInt64(transaction.Nonce);
        WriteFees(writer, transaction);
        writer.WriteUInt64(transaction.GasLimit);
        writer.WriteBytes(transaction.To is { } to ? to.Bytes : default);
        writer.WriteInteger(transaction.Value);
        writer.WriteBytes(transaction.Data.Span);
        if (transaction.Type != TransactionType.Legacy)
        {
            WriteAccessList(writer, transaction.AccessList);
        }

        WriteExtensions(writer, transaction);
    }

    private static void WriteFees(RlpWriter writer, Transaction transaction)
    {
        if (transaction.Type is TransactionType.Legacy or TransactionType.AccessList)
        {
            writer.WriteInteger(transaction.GasPrice!.Value);
            return;
        }

        writer.WriteInteger(transaction.MaxPriorityFeePerGas!.Value);
        writer.WriteInteger(transaction.MaxFeePerGas!.Value);
    }

    private static void WriteExtensions(RlpWriter writer, Transaction transaction)
    {
        if (transaction.Type == TransactionType.Blob)
        {
            writer.WriteInteger(transaction.MaxFeePerBlobGas!.Value);
            WriteHashes(writer, transaction.BlobVersionedHashes);
        }
        else if (transaction.Type == TransactionType.SetCode)
        {
            WriteAuthorizations(writer, transaction.AuthorizationList);
        }
    }

    private static void WriteAccessList(RlpWriter writer, IReadOnlyList<AccessListEntry> entries)
    {
        writer.StartList();
        foreach (var entry in entries)
        {
            writer.StartList();
            writer.WriteBytes(entry.Address.Bytes);
            WriteHashes(writer, entry.StorageKeys);
            writer.EndList();
        }

        writer.EndList();
    }

    private static void WriteHashes(RlpWriter writer, IReadOnlyList<Hash32> hashes)
    {
        writer.StartList();
        foreach (var hash in hashes)
        {
            writer.WriteBytes(hash.Bytes);
        }

        writer.EndList();
    }

    private static void WriteAuthorizations(RlpWriter writer, IReadOnlyList<Authorization> authorizations)
    {
        writer.StartList();
        foreach (var authorization in authorizations)
        {
            writer.StartList();
            writer.WriteInteger(authorization.ChainId);
            writer.WriteBytes(authorization.Address.Bytes);
            writer.WriteUInt64(authorization.Nonce);
            writer.WriteUInt64(authorization.YParity);
            writer.WriteInteger(authorization.R);
            writer.WriteInteger(authorization.S);
            writer.EndList();
        }

        writer.EndList();
    }

    private static void WriteSignature(RlpWriter writer, Transaction transaction, Signature signature)
    {
        writer.WriteInteger(transaction switch
        {
            { Type: not TransactionType.Legacy } => signature.YParity,
            { ChainId: { } chainId } => 35 + (2 * (BigInteger)chainId) + signature.YParity,
            _ => 27 + signature.YParity,
        });
        writer.WriteInteger(new BigInteger(signature.R.Bytes, isUnsigned: true, isBigEndian: true));
        writer.WriteInteger(new BigInteger(signature.S.Bytes, isUnsigned: true, isBigEndian: true));
    }
}
