namespace ChainWatch.Ethereum.Proofs;

/// <summary>The roots in a block's header that are computed from what the block holds.</summary>
public static class BlockRoots
{
    /// <summary>The receipts root.</summary>
    /// <param name="receipts">Every receipt of the block, in order.</param>
    /// <exception cref="ProofException">A receipt that cannot be encoded (see <see cref="ReceiptRlp.Encode"/>).</exception>
    public static Hash32 OfReceipts(IReadOnlyList<Receipt> receipts)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        return PatriciaTrie.RootOfList(Encoded(receipts));
    }

    /// <summary>The transactions root.</summary>
    /// <param name="transactions">Every transaction of the block, in order, encoded as its hash is taken (EIP-2718).</param>
    public static Hash32 OfTransactions(IReadOnlyList<ReadOnlyMemory<byte>> transactions) => PatriciaTrie.RootOfList(transactions);

    /// <summary>Whether these are the header's receipts, all and in order. The header itself is not checked.</summary>
    public static Verdict CheckReceipts(BlockHeader header, IReadOnlyList<Receipt> receipts)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(receipts);
        if (receipts.Select(ReceiptRlp.WhyNot).FirstOrDefault(reason => reason is not null) is { } unknown)
        {
            return Verdict.Open(unknown);
        }

        var root = OfReceipts(receipts);
        if (root == header.ReceiptsRoot)
        {
            return Verdict.Proved($"the {receipts.Count} receipts have the receipts root of block {header.Number}");
        }

        var reason = $"the {receipts.Count} receipts of block {header.Number} have the root {root}, its header says {header.ReceiptsRoot}";
        return receipts.FirstOrDefault(receipt => !ReceiptTypes.IsCertain(receipt.Type)) is { } uncertain
            ? Verdict.Open($"{reason}; but one is an {ReceiptTypes.NameOf(uncertain.Type)}, of whose encoding nothing is certain")
            : Verdict.Refuted(reason);
    }

    /// <summary>Whether these are the header's transactions, all and in order. The header itself is not checked, nor who sent them.</summary>
    public static Verdict CheckTransactions(BlockHeader header, IReadOnlyList<MinedTransaction> transactions)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(transactions);
        if (transactions.FirstOrDefault(transaction => transaction.Encoded is null) is { } unknown)
        {
            return Verdict.Open($"transaction {unknown.Index} of block {header.Number} is of a type that cannot be encoded");
        }

        var root = OfTransactions([.. transactions.Select(transaction => transaction.Encoded!.Value)]);
        return root == header.TransactionsRoot
            ? Verdict.Proved($"the {transactions.Count} transactions have the transactions root of block {header.Number}")
            : Verdict.Refuted($"the {transactions.Count} transactions of block {header.Number} have the root {root}, its header says {header.TransactionsRoot}");
    }

    internal static ReadOnlyMemory<byte>[] Encoded(IReadOnlyList<Receipt> receipts) =>
        [.. receipts.Select(receipt => (ReadOnlyMemory<byte>)ReceiptRlp.Encode(receipt))];
}
