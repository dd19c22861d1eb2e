using System.Data.Common;
using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Executing;

/// <summary>
/// Enters what a TaxSplitter divided, whoever called <c>release</c>: what arrived in escrow is set aside for the payments
/// to that splitter, oldest first, and what is beyond their dues is credit. Only final blocks are read.
/// </summary>
public sealed class SplitterReleases(Chain chain, Ledger ledger, Address splitter, Address escrow, ulong firstBlock, Arrivals arrivals, TimeProvider clock)
{
    private static readonly AbiEvent Released = ContractAbi.TaxSplitter.Event("Released");

    private ulong ChainId => chain.Settings.ChainId;

    /// <summary>Reads the splitter's releases up to the newest final block.</summary>
    /// <exception cref="RpcException">The endpoint failed; nothing of the block range was noted.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (ledger.Read(NextStretch) is { } stretch)
        {
            var releases = await ReadAsync(stretch.From - Math.Min(stretch.From, chain.Settings.MaxReorgDepth), stretch.To, cancellation);
            ledger.Write(connection => Note(connection, stretch.To + 1, releases));
        }
    }

    // A token may be released twice in one transaction: that is one movement of it.
    private async Task<IReadOnlyList<Release>> ReadAsync(ulong from, ulong to, CancellationToken cancellation)
    {
        var releases = new List<Release>();
        foreach (var token in (await ReadLogsAsync(from, to, cancellation)).GroupBy(log => (log.TransactionHash, Token: new Token(Released.Decode(log).Address("token")))))
        {
            var sent = token.Aggregate(BigInteger.Zero, (sum, log) => sum + Released.Decode(log).Integer("escrowAmount"));

            // Two splitters may be released in one transaction.
            var execution = $"{token.Key.TransactionHash}:{splitter}";
            if (sent.Sign > 0 && !ledger.Read(connection => IsEntered(connection, execution, token.Key.Token)))
            {
                var moved = await arrivals.TakeAsync(new Proposing.Transfer(token.Key.Token, sent, escrow), ExecutedAt.Of(token.First()), cancellation);
                releases.Add(new Release(execution, token.Key.Token, sent, moved.Amount));
            }
        }

        return releases;
    }

    private async Task<List<Log>> ReadLogsAsync(ulong from, ulong to, CancellationToken cancellation)
    {
        var released = new LogFilter { Addresses = [splitter], Topics = [[Released.Topic0]] };
        return [.. (await SettledLogs.ReadAsync(chain, released, from, to, cancellation)).Where(Released.Matches)];
    }

    private void Note(DbConnection connection, ulong next, IReadOnlyList<Release> releases)
    {
        var now = clock.GetUtcNow();
        foreach (var release in releases)
        {
            if (release.Arrived.Sign > 0 && IsKnown(connection, release.Token) && !IsEntered(connection, release.Execution, release.Token))
            {
                var dues = WantedDues.Of(connection, ChainId, splitter).FirstOrDefault(dues => dues.Token == release.Token)?.Dues ?? [];
                DueLedger.RecordEscrowed(
                    connection, ChainId, release.Token, release.Arrived, release.Execution, null, now, [.. dues.Select(due => new DuePart(due.IncomeId, due.Amount))], alsoOthers: false);
            }

            if (release.Arrived < release.Sent && IsKnown(connection, release.Token))
            {
                AlertBook.Raise(connection, TooLittle(release), now);
            }
        }

        connection.Execute(
            """
            INSERT INTO splitter_cursor (chain_id, splitter, next_block) VALUES (@ChainId, @splitter, @next)
            ON CONFLICT (chain_id, splitter) DO UPDATE SET next_block = excluded.next_block WHERE next_block < excluded.next_block
            """,
            new { ChainId, splitter, next });
    }

    // Anybody may release any token. One that no payment was made in has no due, and is nobody's to account for.
    private bool IsKnown(DbConnection connection, Token token) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM token WHERE chain_id = @ChainId AND address = @token", new { ChainId, token }) > 0;

    private bool IsEntered(DbConnection connection, string execution, Token token) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM escrow_entry WHERE chain_id = @ChainId AND token = @token AND execution = @execution", new { ChainId, token, execution }) > 0;

    private (ulong From, ulong To)? NextStretch(DbConnection connection)
    {
        var final = connection.ExecuteScalar<long?>("SELECT final_block FROM chain WHERE chain_id = @ChainId", new { ChainId });
        var next = connection.ExecuteScalar<long?>("SELECT next_block FROM splitter_cursor WHERE chain_id = @ChainId AND splitter = @splitter", new { ChainId, splitter }) ?? (long)firstBlock;
        return final is { } last && next <= last ? ((ulong)next, Math.Min((ulong)last, (ulong)next + chain.Settings.MaxBlockRange - 1)) : null;
    }

    private Alert TooLittle(Release release) => new(
        $"arrival:{release.Execution}:{release.Token}",
        Severity.Critical,
        $"treasury {splitter}",
        $"The TaxSplitter sent {release.Sent} base units of {release.Token} to its escrow, and {release.Arrived} arrived in {escrow}.",
        $"Look at the transaction {release.Execution[..release.Execution.IndexOf(':', StringComparison.Ordinal)]}; the splitter's escrow must be Escrow:TaxEscrow (chainwatch check).");

    private sealed record Release(string Execution, Token Token, BigInteger Sent, BigInteger Arrived);
}
