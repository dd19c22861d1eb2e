using System.Data.Common;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Ethereum.Rlp;
using ChainWatch.Proving;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>Rows of the tables <c>block_header</c>, <c>receipt_proof</c> and <c>transaction_proof</c>: evidence, which stays as long as the rows that it proves.</summary>
public static class ProofRows
{
    /// <summary>Whether any evidence of a chain is kept.</summary>
    public static bool Any(DbConnection connection, ulong chainId) =>
        connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM block_header WHERE chain_id = @chainId)", new { chainId }) == 1;

    /// <summary>The trie's nodes as they stand in a column: an RLP list.</summary>
    public static byte[] Pack(IReadOnlyList<ReadOnlyMemory<byte>> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var rlp = new RlpWriter();
        rlp.StartList();
        foreach (var node in nodes)
        {
            rlp.WriteBytes(node.Span);
        }

        rlp.EndList();
        return rlp.ToArray();
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    /// <exception cref="RlpException">Something else.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Unpack(ReadOnlyMemory<byte> nodes) => [.. RlpItem.Decode(nodes).Items.Select(node => node.Bytes)];

    internal static string Word(Proof proof) => proof switch
    {
        Proof.Verified => "verified",
        Proof.Unverified => "unverified",
        _ => "none",
    };

    internal static void Add(DbConnection connection, ulong chainId, ProvedBlock block)
    {
        if (block.Proof != Proof.Verified)
        {
            return;
        }

        connection.Execute(
            "INSERT INTO block_header (chain_id, block_hash, header) VALUES (@chainId, @Hash, @header) ON CONFLICT DO NOTHING",
            new { chainId, block.Header.Hash, header = HeaderRlp.Encode(block.Header) });
        connection.Execute(
            """
            INSERT INTO receipt_proof (chain_id, block_hash, transaction_index, transaction_hash, first_log, nodes)
            VALUES (@chainId, @Hash, @TransactionIndex, @TransactionHash, @FirstLog, @nodes) ON CONFLICT DO NOTHING
            """,
            block.Receipts.Select(receipt => new
            {
                chainId, block.Header.Hash, receipt.TransactionIndex, receipt.TransactionHash, receipt.FirstLog, nodes = Pack(receipt.Nodes),
            }));
        connection.Execute(
            """
            INSERT INTO transaction_proof (chain_id, block_hash, transaction_index, nodes)
            VALUES (@chainId, @Hash, @TransactionIndex, @nodes) ON CONFLICT DO NOTHING
            """,
            block.Transactions.Select(transaction => new { chainId, block.Header.Hash, transaction.TransactionIndex, nodes = Pack(transaction.Nodes) }));
    }
}
