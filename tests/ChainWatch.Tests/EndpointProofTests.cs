using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>What can be proved, what cannot be, and who only says so.</summary>
public sealed class EndpointProofTests : IDisposable
{
    private readonly ThreeEndpoints _three = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _three.Dispose();

    [Fact]
    public async Task Whoever_claims_that_receipts_cannot_be_had_is_not_believed_for_that()
    {
        _three.Liar.Faults.Logs = logs => [.. logs.Select(log => log.BlockNumber == 58 ? log with { Data = Emitted.EtherRelease(1_000_000).Data } : log)];
        _three.Liar.Faults.Before = method =>
        {
            if (method == "eth_getBlockReceipts")
            {
                throw Some.Failure(RpcFailure.NotSupported, "method not found");
            }
        };

        await PassAsync();

        _three.AssertComplete();
    }

    [Fact]
    public async Task An_only_endpoint_that_can_prove_no_longer_what_it_could_halts_the_chain()
    {
        (_three.Watch.ChainSettings, _three.Watch.Endpoints) = (Some.ChainSettings(maxReorgDepth: 20), [_three.Liar]);
        await PassAsync();
        _three.Pay(1);
        _three.Liar.Faults.Header = header => header.Number == 61 ? header with { UnknownFields = ["somethingNew"] } : header;

        Assert.Equal("unproved", (await Assert.ThrowsAsync<ChainWatchException>(PassAsync)).Code);

        Assert.Equal(60, _three.Standing().Count);
    }

    [Fact]
    public async Task A_chain_that_can_never_be_proved_is_recorded_and_says_so()
    {
        (_three.Watch.ChainSettings, _three.Watch.Endpoints) = (Some.ChainSettings(maxReorgDepth: 20), [_three.Liar]);
        _three.Liar.Faults.Header = header => header with { UnknownFields = ["sendRootOfItsOwn"] };

        await PassAsync();

        _three.AssertComplete();
        Assert.Equal(["unverified"], _three.Ledger.Query<string>("SELECT DISTINCT proof FROM income"));
        Assert.Equal(["unverified:31337"], _three.OpenAlerts());
    }

    [Fact]
    public async Task Without_verification_the_endpoint_is_believed_and_the_row_says_so()
    {
        (_three.Watch.ChainSettings, _three.Watch.Endpoints) = (Some.ChainSettings() with { Verify = Chains.Verify.None }, [_three.Second]);

        await PassAsync();

        Assert.Equal(["none"], _three.Ledger.Query<string>("SELECT DISTINCT proof FROM income"));
        Assert.DoesNotContain("eth_getBlockReceipts", _three.Second.Requests);
    }

    private Task PassAsync() => _three.Watch.PassAsync(cancellation: Cancellation);
}
