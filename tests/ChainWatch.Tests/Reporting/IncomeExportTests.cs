using System.Text.Json;
using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Reporting;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using ChainWatch.Support;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Reporting;

public sealed class IncomeExportTests : IDisposable
{
    private readonly Books _books = new();
    private int _files;

    public void Dispose() => _books.Dispose();

    [Fact]
    public void Rotki_reads_back_what_was_paid()
    {
        _books.Pay(1_250_000, "2026-01-31T23:59:59Z");
        _books.Pay(1_000_000_000_000_000_001, "2026-02-01", token: Token.Native);
        _books.Pay(-500_000, "2026-02-02");

        var events = RotkiEvent.Read(Export("rotki"));

        Assert.Equal(
            [("Income", $"eip155:31337/erc20:{Some.Coin}", "1.25"), ("Income", "ETH", "1.000000000000000001"), ("Loss", $"eip155:31337/erc20:{Some.Coin}", "0.5")],
            events.Select(item => (item.Type, item.Currency, item.Amount)));
        Assert.Equal(DateTimeOffset.Parse("2026-01-31T23:59:59Z", null), events[0].At);
        Assert.Equal($"album-royalties: Royalty, income:1, tx {Some.Hash(1)}", events[0].Description);
        Assert.All(events, item => Assert.Equal("external", item.Location));
    }

    [Theory]
    [InlineData("payment-splitter", "Royalty", "income")]
    [InlineData("erc20-payments", "Rent", "income")]
    [InlineData("erc20-payments", "Salary", "salary")]
    [InlineData("erc4626-vault", "Yield", "lending interest")]
    [InlineData("aave-v3", "Yield", "lending interest")]
    [InlineData("staking-rewards", "Yield", "reward")]
    [InlineData("lido", "Yield", "reward")]
    public void Koinly_reads_what_each_income_is(string kind, string category, string label)
    {
        Change(_books.Pay(1_250_000, "2026-02-01T10:20:30Z", category, value: "1.30"), "kind", kind);

        var row = Assert.Single(KoinlyRow.Read(Export("koinly")));

        Assert.Equal((false, "1.25", "USDC", "1.30", label, Some.Hash(1).ToString()), (row.IsSent, row.Amount, row.Currency, row.NetWorth, row.Label, row.TxHash));
        Assert.Equal(DateTimeOffset.Parse("2026-02-01T10:20:30Z", null), row.At);
    }

    [Fact]
    public void A_line_that_is_gone_from_the_book_of_exports_is_noticed()
    {
        _books.Pay(1_250_000);
        _books.Pay(500_000);
        Export("koinly");
        _books.Temp.Execute("DELETE FROM export_row WHERE subject = 'income:2'");

        Assert.Equal("export 1: 2 lines were entered, 1 are there", LedgerVerification.Run(_books.Ledger).Single(one => one.Broken is not null).Broken);
    }

    [Fact]
    public void A_loss_is_a_realized_loss_to_Koinly()
    {
        _books.Pay(-2_000_000, value: "-2.10");

        var row = Assert.Single(KoinlyRow.Read(Export("koinly")));

        Assert.Equal((true, "2", "2.10", "realized pnl"), (row.IsSent, row.Amount, row.NetWorth, row.Label));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("rotki")]
    [InlineData("koinly")]
    public void A_second_export_holds_only_what_is_new(string format)
    {
        _books.Pay(1);
        _books.Pay(2);
        Assert.Equal(2, Report(format).Rows);
        Assert.Equal(0, Report(format).Rows);
        _books.Pay(3, "2026-01-01");

        Assert.Equal(1, Report(format).Rows);
        Assert.Equal(0, Report(format).Rows);
        Assert.Equal(3, Report(format, all: true).Rows);
        Assert.Equal(0, Report(format).Rows);
    }

    [Fact]
    public void Each_format_has_a_history_of_its_own()
    {
        _books.Pay(1);

        Assert.Equal([1, 1, 1, 1], IncomeExport.Formats.Select(format => Report(format).Rows));
    }

    [Fact]
    public void What_a_reorg_took_back_is_countered_once_and_told_again_when_it_returns()
    {
        var (stays, goes) = (_books.Pay(1_000_000), _books.Pay(2_000_000));
        var told = RotkiEvent.Read(Export("rotki")).ToList();
        _books.Orphan(goes);

        var counter = Assert.Single(RotkiEvent.Read(Export("rotki")));
        told.Add(counter);
        Assert.Equal(("Loss", "2"), (counter.Type, counter.Amount));
        Assert.StartsWith("correction of album-royalties", counter.Description, StringComparison.Ordinal);
        Assert.Equal(1_000_000, RotkiEvent.Earned(told, 6));
        Assert.Empty(RotkiEvent.Read(Export("rotki")));

        _books.Return(goes);
        told.AddRange(RotkiEvent.Read(Export("rotki")));
        Assert.Equal(3_000_000, RotkiEvent.Earned(told, 6));
        Assert.Empty(RotkiEvent.Read(Export("rotki")));
        Assert.Equal(4, _books.Temp.Value<long>("SELECT count(*) FROM export_row WHERE income_id IN (@stays, @goes)", new { stays, goes }));
    }

    [Fact]
    public void A_quarantined_payment_is_taken_back_as_an_orphaned_one_is()
    {
        var id = _books.Pay(2_000_000, value: "2");
        Export("koinly");
        Change(id, "quarantine", "the balance says otherwise");

        var report = Report("koinly");
        var row = Assert.Single(KoinlyRow.Read(File.ReadAllText(report.File)));

        Assert.Equal((true, "2", "2.00", "realized pnl"), (row.IsSent, row.Amount, row.NetWorth, row.Label));
        Assert.Equal((1, 1), (report.Rows, report.Corrections));
    }

    [Fact]
    public void A_new_value_is_told_to_whom_values_are_told()
    {
        var id = _books.Pay(1_000_000, value: "1");
        Export("rotki");
        Export("koinly");
        _books.Value(id, "1.5");

        Assert.Empty(RotkiEvent.Read(Export("rotki")));
        Assert.Equal([(true, "1.00"), (false, "1.50")], KoinlyRow.Read(Export("koinly")).Select(row => (row.IsSent, row.NetWorth)));
        Assert.Empty(KoinlyRow.Read(Export("koinly")));
    }

    [Fact]
    public void Transfers_into_escrow_are_the_owners_own_and_only_what_the_authority_gets_is_tax()
    {
        var id = _books.Pay(10_000_000);
        _books.Clock.Advance(TimeSpan.FromDays(200));
        _books.Ledger.Write(connection =>
        {
            DueLedger.RecordEscrowed(connection, Books.ChainId, Books.Coin, 2_000_000, Some.Hash(77).ToString(), null, _books.Clock.GetUtcNow(), [new DuePart(id, 1_500_000)]);
            DueLedger.RecordSettled(connection, Books.ChainId, Books.Coin, 1_000_000, Some.Hash(78).ToString(), null, _books.Clock.GetUtcNow());
        });

        var rotki = RotkiEvent.Read(Export("rotki"));
        var koinly = KoinlyRow.Read(Export("koinly"));

        Assert.Equal([("Income", "10"), ("Deposit", "2"), ("Spend", "1")], rotki.Select(item => (item.Type, item.Amount)));
        Assert.Equal(10_000_000, RotkiEvent.Earned(rotki, 6));
        Assert.Equal([(false, "income"), (true, ""), (true, "tax")], koinly.Select(row => (row.IsSent, row.Label)));
        Assert.Equal([Some.Hash(77).ToString(), Some.Hash(78).ToString()], koinly.Skip(1).Select(row => row.TxHash));

        _books.Ledger.Write(connection => DueLedger.TakeBackEscrowed(connection, Books.ChainId, Books.Coin, Some.Hash(77).ToString(), null, _books.Clock.GetUtcNow()));
        Assert.Equal([("Withdrawal", "2")], RotkiEvent.Read(Export("rotki")).Select(item => (item.Type, item.Amount)));
        Assert.Equal([(false, "")], KoinlyRow.Read(Export("koinly")).Select(row => (row.IsSent, row.Label)));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")")]
    [InlineData("+1+1")]
    [InlineData("-1")]
    [InlineData("@SUM(1)")]
    [InlineData(" =1+1")]
    [InlineData("\t=1")]
    [InlineData("a\r\n=1+1")]
    [InlineData("X;=1+1;")]
    [InlineData("X; @SUM(1)")]
    public void A_token_cannot_name_itself_a_formula(string symbol)
    {
        _books.Temp.Execute("UPDATE token SET symbol = @symbol", new { symbol });
        _books.Temp.Execute("UPDATE source SET name = @symbol", new { symbol });
        _books.Pay(1_000_000, category: symbol, token: Token.Native);

        foreach (var format in (string[])["csv", "rotki", "koinly"])
        {
            foreach (var cell in StrictCsv.Read(Export(format)).Single().Values.Where(cell => cell.Trim(' ').Length > 0))
            {
                Assert.All(cell.Split(';').Where(part => part.Trim(' ').Length > 0), part => Assert.DoesNotContain(part.TrimStart(' ')[0], "=+-@\t\r\n"));
            }
        }
    }

    [Fact]
    public void Only_what_is_final_counts_once_and_is_taken_at_its_word_is_exported()
    {
        Change(_books.Pay(1), "stage", "distributed");
        Change(_books.Pay(2), "stage", "withheld");
        Change(_books.Pay(3), "stage", "accrued");
        Change(_books.Pay(4, token: Token.Native), "stage", "accrued");
        Change(_books.Pay(5), "quarantine", "look");
        _books.Orphan(_books.Pay(6));
        _books.Pay(7, block: 1001);
        _books.Pay(8);
        Change(_books.Pay(9), "stage", "return-of-capital");

        var report = Report("rotki");

        Assert.Equal(
            [("Income", "0.000000000000000004"), ("Income", "0.000008"), ("Withdrawal", "0.000009")],
            RotkiEvent.Read(File.ReadAllText(report.File)).Select(item => (item.Type, item.Amount)).Order());
        Assert.Equal(
            ["accrued 1", "distributed 1", "orphaned 1", "pending 1", "quarantined 1", "withheld 1"],
            report.LeftOut.Select(left => $"{left.Reason[..left.Reason.IndexOf(':', StringComparison.Ordinal)]} {left.Rows}"));
    }

    [Fact]
    public void Days_and_sources_choose_and_leave_the_others_for_later()
    {
        var january = _books.Pay(1, "2026-01-31");
        _books.Pay(2, "2026-02-01");
        var february = DateTimeOffset.Parse("2026-02-01T00:00:00Z", null);

        Assert.Equal(1, Write(new ExportRequest("csv", NewFile(), Before: february)).Rows);
        _books.Orphan(january);
        Assert.Equal((1, 0), Write(new ExportRequest("csv", NewFile(), From: february)) is var later ? (later.Rows, later.Corrections) : default);
        Assert.Equal((1, 1), Report("csv") is var rest ? (rest.Rows, rest.Corrections) : default);
        Assert.Equal("no-source", Assert.Throws<ChainWatchException>(() => Write(new ExportRequest("csv", NewFile(), Source: "other"))).Code);
    }

    [Fact]
    public void A_file_is_never_replaced_and_nothing_is_noted_of_one_that_cannot_be_written()
    {
        _books.Pay(1);
        var taken = NewFile();
        File.WriteAllText(taken, "mine");

        Assert.Equal("file-exists", Assert.Throws<ChainWatchException>(() => Write(new ExportRequest("csv", taken))).Code);
        Assert.Equal("cannot-write", Assert.Throws<ChainWatchException>(() => Write(new ExportRequest("csv", Path.Combine(_books.Temp.Folder, "no", "such", "x.csv")))).Code);

        Assert.Equal("mine", File.ReadAllText(taken));
        Assert.Equal(0, _books.Temp.Value<long>("SELECT count(*) FROM export_row") + _books.Temp.Value<long>("SELECT count(*) FROM export"));
        Assert.Equal(1, Report("csv").Rows);
        Assert.Empty(Directory.EnumerateFiles(_books.Temp.Folder, "*.unfinished"));
    }

    [Fact]
    public void Rows_that_cannot_be_noted_leave_no_file()
    {
        _books.Pay(1);
        _books.Temp.Execute("CREATE TRIGGER refuse BEFORE INSERT ON export_row BEGIN SELECT RAISE(ABORT, 'staged'); END");
        var file = NewFile();

        Assert.ThrowsAny<Exception>(() => Write(new ExportRequest("csv", file)));

        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Json_and_csv_say_the_same()
    {
        _books.Pay(1_250_000, "2026-02-01", value: "1.3");
        _books.Pay(-1, "2026-02-02");

        var json = JsonDocument.Parse(Export("json")).RootElement.EnumerateArray().ToList();
        var csv = StrictCsv.Read(Export("csv"));

        Assert.Equal(["1.25", "-0.000001"], csv.Select(row => row["amount"]));
        Assert.Equal(csv.Select(row => row["amount"]), json.Select(item => item.GetProperty("amount").GetProperty("display").GetString()));
        Assert.Equal(csv.Select(row => row["occurred_at"]), json.Select(item => item.GetProperty("occurredAt").GetString()));
        Assert.Equal(("new", "income:1", "1.30", "USD"), (csv[0]["entry"], csv[0]["subject"], csv[0]["value"], csv[0]["currency"]));
        Assert.Equal("""{"currency":"USD","amount":"1.30"}""", JsonSerializer.Serialize(json[0].GetProperty("value")));
        Assert.Equal(0, JsonDocument.Parse(Export("json")).RootElement.GetArrayLength());
    }

    private string NewFile() => Path.Combine(_books.Temp.Folder, $"export-{_files++}");

    private ExportReport Write(ExportRequest request) => IncomeExport.Write(_books.Ledger, request, _books.Clock.GetUtcNow());

    private ExportReport Report(string format, bool all = false) =>
        IncomeExport.Write(all ? Ledger.OpenToRead(_books.Temp.Settings) : _books.Ledger, new ExportRequest(format, NewFile(), All: all), _books.Clock.GetUtcNow());

    private string Export(string format) => File.ReadAllText(Report(format).File);

    private void Change(long id, string column, string value) => _books.Temp.Execute($"UPDATE income SET {column} = @value WHERE id = @id", new { id, value });
}
