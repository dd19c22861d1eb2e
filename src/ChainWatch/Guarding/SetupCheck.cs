using System.Globalization;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Recognizing;

namespace ChainWatch.Guarding;

/// <summary>What was found about one thing of the configuration.</summary>
/// <param name="Subject">For example <c>chain localnet</c> or <c>source album-royalties</c>.</param>
/// <param name="Detail">What the chain says of it; the problem's message where there is one.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
public sealed record SetupFinding(string Subject, string Detail, ChainWatchException? Problem);

/// <summary>Holds the configuration against the chains: is everything there, and is it what it is said to be?</summary>
public sealed class SetupCheck(Settings settings, TimeProvider clock)
{
    /// <summary>Asks every endpoint for its chain id, every source for its code, every price feed what it prices, every treasury what it is.</summary>
    public async Task<IReadOnlyList<SetupFinding>> RunAsync(CancellationToken cancellation)
    {
        var findings = new List<SetupFinding>();
        foreach (var chainSettings in settings.Chains)
        {
            var chain = Chain.Open(chainSettings, clock);
            var found = await FindAsync($"chain {chainSettings.Name}", () => DescribeChainAsync(chain, cancellation));
            findings.Add(found);
            findings.AddRange(await CheckEndpointsAsync(chainSettings, cancellation));
            if (found.Problem is null)
            {
                findings.AddRange(await CheckOnChainAsync(chain, cancellation));
            }
        }

        return findings;
    }

    // The chain is well while one endpoint is; a person wants to know of each.
    private async Task<IEnumerable<SetupFinding>> CheckEndpointsAsync(ChainSettings settings, CancellationToken cancellation)
    {
        var findings = new List<SetupFinding>();
        foreach (var endpoint in settings.Endpoints.Count > 1 ? settings.Endpoints : [])
        {
            var one = Chain.Open(settings with { Endpoints = [endpoint], Quorum = 1 }, clock);
            findings.Add(await FindAsync($"endpoint {one.Preferred}", () => DescribeChainAsync(one, cancellation)));
        }

        return findings;
    }

    private async Task<IEnumerable<SetupFinding>> CheckOnChainAsync(Chain chain, CancellationToken cancellation)
    {
        var findings = new List<SetupFinding>();
        foreach (var source in settings.Sources.Where(source => source.Chain == chain.Settings.Name))
        {
            findings.Add(await FindAsync($"source {source.Name}", () => DescribeSourceAsync(source, chain, cancellation)));
        }

        foreach (var feed in settings.Pricing?.Feeds.Where(feed => feed.Chain == chain.Settings.Name) ?? [])
        {
            findings.Add(await FindAsync($"feed of {feed.Token}", () => FeedCheck.DescribeAsync(feed, settings.Pricing!.Currency, chain, cancellation)));
        }

        foreach (var treasury in settings.Escrow?.On(chain.Settings.Name) ?? [])
        {
            findings.Add(await FindAsync($"treasury {treasury.Address}", () => TreasuryCheck.DescribeAsync(treasury, settings.Escrow!.TaxEscrow, chain, cancellation)));
        }

        return findings;
    }

    private static async Task<SetupFinding> FindAsync(string subject, Func<Task<string>> describe)
    {
        try
        {
            return new SetupFinding(subject, await describe(), null);
        }
        catch (ChainWatchException problem)
        {
            return new SetupFinding(subject, problem.Message, problem);
        }
        catch (RpcException failed)
        {
            var problem = new ChainWatchException(
                Refusal.Unreachable, "unreachable", $"{subject}: {failed.Message}", "See whether the endpoint works and type: chainwatch check", failed);
            return new SetupFinding(subject, problem.Message, problem);
        }
    }

    private static async Task<string> DescribeChainAsync(Chain chain, CancellationToken cancellation)
    {
        await chain.ConfirmIdentityAsync(cancellation);
        var head = await chain.GetHeadAsync(cancellation);
        return string.Create(CultureInfo.InvariantCulture, $"chain id {chain.Settings.ChainId}, head {head.Number}");
    }

    private static async Task<string> DescribeSourceAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        var recognizer = await SourceKinds.OpenAsync(source, chain, cancellation);
        return recognizer is ICoinRecognizer coin ? $"{source.Kind}: {await coin.DescribeAsync(chain, cancellation)}"
            : source.Contract == Address.Zero ? source.Kind : $"{source.Kind} at {source.Contract}";
    }
}
