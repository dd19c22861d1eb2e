using System.Globalization;
using System.Numerics;
using System.Text;
using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using ChainWatch.Support;
using ChainWatch.Taxing;
using Microsoft.Extensions.Configuration;

namespace ChainWatch.Tests.Taxing;

/// <summary>A ledger with payments that a test enters itself, as recording and valuing would have.</summary>
internal sealed class Books : IDisposable
{
    public const ulong ChainId = 31337;
    public const string Source = "album-royalties";

    public static readonly Token Coin = new(Some.Coin);

    private readonly TempLedger _temp = new();
    private int _payments;

    public Books()
    {
        _temp.Execute(
            """
            INSERT INTO chain (chain_id, name, head_block, final_block) VALUES (@ChainId, 'localnet', 1000, 1000);
            INSERT INTO source (id, name, chain_id, definition, from_block, next_block) VALUES (1, @Source, @ChainId, '', 0, 0);
            INSERT INTO token (chain_id, address, symbol, decimals) VALUES (@ChainId, @Native, 'ETH', 18), (@ChainId, @Coin, 'USDC', 6);
            """,
            new { ChainId, Source, Token.Native, Coin });
    }

    public Ledger Ledger => _temp.Ledger;

    public TempLedger Temp => _temp;

    public FakeClock Clock { get; } = new();

    /// <summary>Enters a payment; without a value it is one that valuing has not come to.</summary>
    public long Pay(
        BigInteger amount, string at = "2026-02-01", string category = "Royalty", string? value = null, Token? token = null, long block = 500, string currency = "USD")
    {
        _payments++;
        var hash = Some.Hash(_payments);
        _temp.Execute(
            """
            INSERT INTO income (source_id, kind, category, stage, chain_id, block_number, block_hash, log_index, part, transaction_hash,
                occurred_at, payer, beneficiary, token, amount)
            VALUES (1, 'payment-splitter', @category, 'received', @ChainId, @block, @hash, @_payments, 0, @hash, @at, @Payer, @Owner, @token, @amount)
            """,
            new { category, ChainId, block, hash, _payments, at = Time(at), Some.Payer, Some.Owner, token = token ?? Coin, amount });
        var id = _temp.Value<long>("SELECT max(id) FROM income");
        if (value is not null)
        {
            Value(id, value, currency);
        }

        return id;
    }

    /// <summary>Values a payment; <c>none</c> for one that has no price.</summary>
    public void Value(long id, string value, string currency = "USD") => _temp.Execute(
        """
        INSERT INTO valuation (income_id, base_units, currency, amount, price_source, evidence, reason, pricing, valued_at)
        SELECT id, amount, @currency, @units, @from, '{"token":"native","baseUnits":"0","decimals":0,"steps":[],"refused":[]}', @reason, '', 0 FROM income WHERE id = @id
        ON CONFLICT (income_id) DO UPDATE SET amount = excluded.amount, reason = excluded.reason, price_source = excluded.price_source
        """,
        new
        {
            id,
            currency,
            units = value == "none" ? (BigInteger?)null : FiatAmount.Parse(currency, value).Units,
            from = value == "none" ? "none" : "pinned",
            reason = value == "none" ? "no feed is configured" : null,
        });

    public void Orphan(long id) => _temp.Execute("UPDATE income SET orphaned_at = @now WHERE id = @id", new { id, now = Clock.GetUtcNow() });

    public void Return(long id) => _temp.Execute("UPDATE income SET orphaned_at = NULL WHERE id = @id", new { id });

    /// <summary>Assesses and splits, as a pass does.</summary>
    public AssessorResult Pass(TaxSettings taxes)
    {
        Clock.Advance(TimeSpan.FromSeconds(2));
        var result = new Assessor(Ledger, taxes).Run(Clock.GetUtcNow());
        new Splitter(Ledger).Run(Clock.GetUtcNow());
        Clock.Advance(TimeSpan.FromSeconds(2));
        return result;
    }

    public BigInteger Due(long id) => BigInteger.Parse(_temp.Value<string>("SELECT due FROM assessment WHERE income_id = @id", new { id }) ?? "-1", CultureInfo.InvariantCulture);

    public string? Obstacle(long id) => _temp.Value<string>("SELECT code FROM assessment_obstacle WHERE income_id = @id", new { id });

    public DueBalance Balance(long id) => Ledger.Read(DueLedger.ReadBalances).First(balance => balance.IncomeId == id);

    /// <summary>The section Taxes, written with ' for ".</summary>
    public static TaxSettings Taxes(string json) => Taxes(json, out var problems) is var taxes && problems.Count == 0
        ? taxes
        : throw new ArgumentException(string.Join('\n', problems), nameof(json));

    public static TaxSettings Taxes(string json, out IReadOnlyList<string> problems, string kind = "payment-splitter")
    {
        var text = "{ \"Taxes\": " + json.Replace('\'', '"') + " }";
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text))).Build();
        var found = new List<string>();
        problems = found;
        var source = new SourceSettings(Source, "localnet", kind, Address.Zero, Address.Zero, "Royalty", 0, [], null);
        return TaxSettings.Read(new SectionReader(configuration.GetSection("Taxes"), found), [source]);
    }

    public void Dispose() => _temp.Dispose();

    private static DateTimeOffset Time(string at) => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
