using System.Text.Json;
using ChainWatch.Primitives;
using ChainWatch.Reporting;
using ChainWatch.Support;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Reporting;

public sealed class IncomeItemJsonTests : IDisposable
{
    private readonly Books _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public void Everything_that_is_known_of_a_payment_is_in_its_JSON()
    {
        var id = _books.Pay(1_250_000, value: "1.30");
        _books.Temp.Execute("UPDATE income SET note = 'n', balance_check = 'agreed', arrived = '1', quarantine = 'q', orphaned_at = 0");
        var item = IncomeList.Read(_books.Ledger, new IncomeFilter(Id: id, IncludeOrphaned: true))[0] with
        {
            Releases = [], Valuation = IncomeValuation.Read(_books.Ledger, id), Evidence = new ProofDetail(true, "", null, null, [], null), Tax = TaxDetail.Read(_books.Ledger, id),
        };

        var json = JsonSerializer.SerializeToElement(item, JsonSerializerOptions.Web);

        Assert.Equal(typeof(IncomeItem).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)), json.EnumerateObject().Select(member => member.Name));
        Assert.All(json.EnumerateObject(), member => Assert.NotEqual(JsonValueKind.Null, member.Value.ValueKind));
        Assert.Equal("""{"currency":"USD","amount":"1.30"}""", json.GetProperty("value").GetRawText());
        Assert.Equal($$"""{"token":"{{Some.Coin}}","symbol":"USDC","decimals":6,"baseUnits":"1250000","display":"1.25"}""", json.GetProperty("amount").GetRawText());
        Assert.Equal(("orphaned", "1970-01-01T00:00:00Z"), (json.GetProperty("status").GetString(), json.GetProperty("orphanedAt").GetString()));
    }

    [Fact]
    public void What_is_not_there_is_null_and_what_was_not_asked_for_is_left_out()
    {
        _books.Pay(1, token: Token.Native);

        var json = JsonSerializer.SerializeToElement(IncomeList.Read(_books.Ledger, new IncomeFilter())[0], JsonSerializerOptions.Web);

        string[] nulls = ["value", "priceSource", "quarantine", "orphanedAt", "balanceCheck"];
        Assert.Equal(nulls, json.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Null).Select(member => member.Name));
        Assert.All(["note", "arrived", "releases", "valuation", "evidence", "tax"], name => Assert.False(json.TryGetProperty(name, out _)));
        Assert.Equal(("native", "final"), (json.GetProperty("amount").GetProperty("token").GetString(), json.GetProperty("status").GetString()));
    }

    [Fact]
    public void Every_state_has_its_word() => Assert.All(Enum.GetValues<IncomeStatus>(), status => Assert.Equal($"{status}", status.Word(), ignoreCase: true));

    [Fact]
    public void An_address_that_takes_anothers_place_is_spelled_right()
    {
        var texts = new AddressTexts();
        var addresses = Enumerable.Range(0, 2).SelectMany(_ => Enumerable.Range(0, 6000).Select(Some.Address)).ToList();

        Assert.All(addresses, address => Assert.Equal(address.ToString(), texts.Of(address)));
        Assert.Equal(("native", Some.Coin.ToString()), (texts.Of(Token.Native), texts.Of(new Token(Some.Coin))));
    }
}
