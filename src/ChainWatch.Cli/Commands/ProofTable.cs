using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary>The evidence for a payment, as rows of its table.</summary>
internal static class ProofTable
{
    public static void Add(Table table, ProofDetail? proof)
    {
        if (proof is null)
        {
            return;
        }

        table.Row("evidence", $"{(proof.Holds ? "holds" : "DOES NOT HOLD")}: {proof.Verdict}");
        if (proof.Header is { } header)
        {
            table.Row("header", $"{header.Number} {header.Hash}, parent {header.ParentHash}, {Tables.Shown(header.Time)} UTC");
            table.Row(proof.Log is null ? "transactions root" : "receipts root", proof.Log is null ? header.TransactionsRoot : header.ReceiptsRoot);
        }

        if (proof.Log is { } log)
        {
            table.Row("proved log", $"{log.Address} {string.Join(' ', log.Topics)} {log.Data}");
        }

        for (var i = 0; i < proof.Nodes.Count; i++)
        {
            table.Row($"node {i}", proof.Nodes[i]);
        }
    }
}
