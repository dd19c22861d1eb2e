using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

public sealed class AbiEventIncomeTests
{
    // Request Network's fee proxy.
    private const string Proxy =
        """
        [{"type":"event","name":"TransferWithReferenceAndFee","inputs":[
            {"name":"tokenAddress","type":"address"},{"name":"to","type":"address"},{"name":"amount","type":"uint256"},
            {"name":"paymentReference","type":"bytes","indexed":true},{"name":"feeAmount","type":"uint256"},{"name":"feeAddress","type":"address"}]},
         {"type":"event","name":"Paid","inputs":[
            {"name":"id","type":"uint256","indexed":true},{"name":"to","type":"address","indexed":true},{"name":"from","type":"address"},{"name":"amount","type":"uint256"}]}]
        """;

    private static readonly AbiContract Abi = AbiContract.FromJson(System.Text.Encoding.UTF8.GetBytes(Proxy));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_declared_event_is_a_payment()
    {
        var paid = Assert.IsType<Payment>(Assert.Single(await FindAsync(Invoices, Invoice(500))));

        Assert.Equal((Some.Contract, new Token(Some.Coin), 500), (paid.Payer, paid.Token, (int)paid.Amount));
    }

    [Fact]
    public async Task The_payer_may_be_an_argument_and_the_token_may_be_named()
    {
        var paid = Assert.IsType<Payment>(Assert.Single(await FindAsync(Fees, Fee(5))));

        Assert.Equal((Some.Payer, Token.Native, 5), (paid.Payer, paid.Token, (int)paid.Amount));
    }

    [Fact]
    public async Task An_indexed_beneficiary_is_asked_for_by_topic()
    {
        var query = Assert.Single((await SourceKinds.Find("abi-event")!.Open(Some.Source("abi-event", options: Fees), null!, Cancellation)).Queries);

        Assert.Equal([Abi.Event("Paid").Topic0, null, Hash32.FromAddress(Some.Owner)], query.Topics.Select(topic => topic?.Single()));
        Assert.Empty(await FindAsync(Fees, Fee(5, to: Some.Stranger)));
    }

    [Fact]
    public async Task What_is_not_the_owners_or_only_looks_like_it_is_none()
    {
        var other = AbiContract.Parse(
            "event TransferWithReferenceAndFee(address tokenAddress, address to, uint256 amount, bytes paymentReference, uint256 feeAmount, address feeAddress)");
        Assert.Empty(await FindAsync(
            Invoices,
            Invoice(5, to: Some.Stranger),
            Invoice(0),
            Invoice(5) with { Address = Some.Stranger },
            Some.Log(Some.Contract, other.Event("TransferWithReferenceAndFee"), Some.Coin, Some.Owner, 5, new byte[8], 0, Some.Stranger)));
    }

    private static IReadOnlyList<(string, string)> Invoices =>
        [("AbiFile", Proxy), ("Event", "TransferWithReferenceAndFee"), ("Arguments", "Beneficiary=to"), ("Arguments", "Amount=amount"), ("Arguments", "Token=tokenAddress")];

    private static IReadOnlyList<(string, string)> Fees =>
    [
        ("AbiFile", Proxy), ("Event", "Paid"), ("Arguments", "Beneficiary=to"), ("Arguments", "Amount=amount"), ("Arguments", "Payer=from"),
        ("Token", Address.Zero.ToString()),
    ];

    // An indexed bytes is its hash: the log is put together by hand.
    private static Log Invoice(int amount, Address? to = null) => Some.Log(
        Some.Contract,
        [Abi.Event("TransferWithReferenceAndFee").Topic0, Some.Hash(1)],
        AbiCodec.Encode(
            [.. Abi.Event("TransferWithReferenceAndFee").Inputs.Where(input => !input.Indexed).Select(input => input.Type)],
            [Some.Coin, to ?? Some.Owner, amount, 0, Some.Stranger]));

    private static Log Fee(int amount, Address? to = null) => Some.Log(Some.Contract, Abi.Event("Paid"), 1, to ?? Some.Owner, Some.Payer, amount);

    private static async Task<IReadOnlyList<Finding>> FindAsync(IReadOnlyList<(string, string)> options, params IReadOnlyList<Log> logs) =>
        await (await Opened.SourceAsync(Some.Source("abi-event", options: options), Cancellation)).FindAsync(Cancellation, logs);
}
