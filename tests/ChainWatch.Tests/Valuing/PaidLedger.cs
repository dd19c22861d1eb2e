using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Primitives;
using ChainWatch.Reporting;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

/// <summary>A real ledger with payments on one chain, and the real valuer over staged contracts.</summary>
internal sealed class PaidLedger : IDisposable
{
    private const string Insert =
        """
        INSERT INTO income (source_id, kind, category, stage, chain_id, block_number, block_hash, log_index, part, transaction_hash, occurred_at,
            payer, beneficiary, token, amount, quarantine)
        VALUES (1, 'payment-splitter', 'Royalty', 'received', 31337, @block, @hash, @log, 0, @hash, @time, @payer, @owner, @token, @amount, @quarantine)
        """;

    private int _logs;

    public PaidLedger()
    {
        Temp.Execute("INSERT INTO chain (chain_id, name, final_block) VALUES (31337, 'localnet', 10000)");
        Temp.Execute("INSERT INTO source (id, name, chain_id, definition, from_block, next_block) VALUES (1, 'royalties', 31337, 'x', 0, 1)");
        AddToken(Token.Native, "ETH", 18);
        AddToken(new Token(Some.Coin), "USDC", 6);
    }

    public TempLedger Temp { get; } = new();

    public FakeCalls Calls { get; } = new();

    public FakeClock Clock { get; } = new();

    public ChainSettings ChainSettings { get; set; } = Some.ChainSettings();

    public PricingSettings Pricing { get; set; } = new("USD", [], [], [], null);

    public Settings Settings => new(Temp.Settings, [ChainSettings], [], []) { Pricing = Pricing };

    public IReadOnlyList<AlertItem> OpenAlerts => AlertList.Read(Temp.Ledger);

    public void Dispose() => Temp.Dispose();

    public void AddToken(Token token, string symbol, int decimals) => Temp.Execute(
        "INSERT INTO token (chain_id, address, symbol, decimals) VALUES (31337, @token, @symbol, @decimals)", new { token, symbol, decimals });

    /// <summary>A feed for a token that is believed for an hour.</summary>
    public FakeFeed AddFeed(FakeFeed feed, Token? token = null, bool isQuotedInNative = false, SequencerSettings? sequencer = null)
    {
        feed.Deploy(Calls);
        var settings = new FeedSettings("localnet", token ?? Token.Native, feed.Address, TimeSpan.FromHours(1), isQuotedInNative, sequencer);
        Pricing = Pricing with { Feeds = [.. Pricing.Feeds, settings] };
        return feed;
    }

    /// <summary>A payment at a block, by default one ether; its id.</summary>
    public long Pay(ulong block = 100, BigInteger? amount = null, Token? token = null, string? quarantine = null)
    {
        Temp.Execute(Insert, new
        {
            block,
            hash = Some.Hash((int)block),
            log = _logs++,
            time = (long)FakeChain.TimeOf(block),
            payer = Some.Payer,
            owner = Some.Owner,
            token = token ?? Token.Native,
            amount = amount ?? BigInteger.Pow(10, 18),
            quarantine,
        });
        return _logs;
    }

    public Task<int> ValueAsync(CancellationToken? cancellation = null) =>
        new Valuer(new Chain(ChainSettings, Calls, Clock), Temp.Ledger, Pricing, Clock).RunAsync(cancellation ?? TestContext.Current.CancellationToken);

    public ValuationItem? ValuationOf(long income) => IncomeValuation.Read(Temp.Ledger, income);

    public string? ValueOf(long income) => ValuationOf(income)?.Value?.ToString();

    public FeedStep FeedStepOf(long income) => Assert.IsType<FeedStep>(ValuationOf(income)!.Evidence.Steps[^1]);
}
