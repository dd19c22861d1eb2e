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
using ChainWatch.Valuing;
using Dapper;

namespace ChainWatch.Executing;

/// <summary>Whether a TaxSplitter's rate sets aside all that is due of what it was paid; a person is told what it leaves.</summary>
public sealed class SplitterRate(Chain chain, Ledger ledger, Address splitter, TimeProvider clock)
{
    private ulong ChainId => chain.Settings.ChainId;

    private string KeyPrefix => $"splitter-rate:{ChainId}:{splitter}:";

    /// <summary>Compares what is outstanding with what a release would set aside, as of the newest final block.</summary>
    /// <exception cref="RpcException">The endpoint failed.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var (outstanding, final) = ledger.Read(connection => (
            WantedDues.Of(connection, ChainId, splitter),
            connection.ExecuteScalar<long?>("SELECT final_block FROM chain WHERE chain_id = @ChainId", new { ChainId })));
        var alerts = new List<Alert>();
        foreach (var dues in outstanding)
        {
            if (await ReleasableAsync(dues.Token, (ulong)final!.Value, cancellation) is { } releasable && dues.Total > releasable)
            {
                alerts.Add(TooLow(dues, dues.Total - releasable));
            }
        }

        ledger.Write(connection =>
        {
            var now = clock.GetUtcNow();
            foreach (var key in AlertBook.OpenKeys(connection, KeyPrefix).Except(alerts.Select(alert => alert.Key)))
            {
                AlertBook.Close(connection, key, now);
            }

            foreach (var alert in alerts)
            {
                AlertBook.Raise(connection, alert, now);
            }
        });
    }

    // Null where the endpoint has forgotten that block: an alert that may be wrong is not raised.
    private async Task<BigInteger?> ReleasableAsync(Token token, ulong block, CancellationToken cancellation)
    {
        var function = ContractAbi.TaxSplitter.Function("releasable");
        try
        {
            return function.DecodeResult(await chain.CallAsync(splitter, function.Encode(token.Contract), block, cancellation)).Integer("escrowAmount");
        }
        catch (RpcException forgotten) when (ContractQuestion.IsForgotten(forgotten))
        {
            return null;
        }
        catch (Exception broken) when (broken is AbiException or RpcException { Failure: RpcFailure.Reverted })
        {
            // A token that cannot be asked for a balance releases nothing.
            return 0;
        }
    }

    private Alert TooLow(OutstandingDues dues, BigInteger missing) => new(
        $"{KeyPrefix}{dues.Token}",
        Severity.Warning,
        $"treasury {splitter}",
        $"{missing} base units of {dues.Token} are due on payments to the TaxSplitter that its rate does not set aside.",
        "Set them aside by hand, with a treasury of another kind: chainwatch escrow propose --token T --amount A; and let the splitter's admin Safe propose a higher rate.");
}
