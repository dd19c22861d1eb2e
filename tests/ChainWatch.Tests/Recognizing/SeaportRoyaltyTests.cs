using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

public sealed class SeaportRoyaltyTests
{
    private const int Ether = 0;
    private const int Erc20 = 1;
    private const int Piece = 2;

    private static readonly Address Art = Some.Address(40);
    private static readonly Address OtherArt = Some.Address(41);
    private static readonly Address Seller = Some.Payer;

    private readonly FakeChain _chain = new();
    private (Address Receiver, int BasisPoints)? _royalty = (Some.Owner, 750);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sale_for_ether_pays_the_creator()
    {
        var paid = Assert.IsType<Payment>(Assert.Single(await FindAsync(Sale(925, 75))));

        Assert.Equal((Some.Contract, Token.Native, 75), (paid.Payer, paid.Token, (int)paid.Amount));
    }

    [Fact]
    public async Task A_bid_that_is_taken_pays_the_creator_in_its_token()
    {
        var bid = Emitted.Order([(Erc20, Some.Coin, 0, 1000)], [(Piece, Art, 5, 1, Seller), (Erc20, Some.Coin, 0, 75, Some.Owner)], offerer: Seller);

        var paid = Assert.IsType<Payment>(Assert.Single(await FindAsync(bid)));

        Assert.Equal((new Token(Some.Coin), 75), (paid.Token, (int)paid.Amount));
    }

    [Fact]
    public async Task Less_than_the_collection_asks_for_is_booked_and_told_of()
    {
        var found = await FindAsync(Sale(980, 20));

        Assert.Equal(20, Assert.IsType<Payment>(found[0]).Amount);
        Assert.Contains("paid 20 base units of royalty, and the collection asks for 75", Assert.IsType<Alarm>(found[1]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sale_without_any_royalty_is_told_of() =>
        Assert.IsType<Alarm>(Assert.Single(await FindAsync(Emitted.Order([(Piece, Art, 5, 1)], [(Ether, default, 0, 1000, Seller)]))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Orders_that_were_matched_are_judged_together(bool isMirrorFirst)
    {
        var paid = Assert.IsType<Payment>(Assert.Single(await FindAsync(Matched(Sale(925, 75), isMirrorFirst))));

        Assert.Equal((isMirrorFirst ? 1 : 0, 0, 75), (paid.At.LogIndex, paid.At.Part, (int)paid.Amount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Matched_orders_that_pay_too_little_are_told_of_once(bool isMirrorFirst)
    {
        var found = await FindAsync(Matched(Sale(980, 20), isMirrorFirst));

        Assert.Equal(20, Assert.Single(found.OfType<Payment>()).Amount);
        Assert.Contains("paid 20 base units of royalty, and the collection asks for 75", Assert.Single(found.OfType<Alarm>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bid_that_is_matched_pays_for_the_order_that_takes_it()
    {
        var bid = Emitted.Order([(Erc20, Some.Coin, 0, 1000)], [(Piece, Art, 5, 1, Some.Stranger), (Erc20, Some.Coin, 0, 75, Some.Owner)], offerer: Some.Stranger);
        var taken = Emitted.Order([(Piece, Art, 5, 1)], [(Erc20, Some.Coin, 0, 925, Seller)]);

        Assert.IsType<Payment>(Assert.Single(await FindAsync(bid, taken)));
    }

    [Theory]
    [InlineData(925, 75, null)]
    [InlineData(980, 20, "paid 20 base units of royalty, and the collection asks for 75")]
    public async Task A_private_listing_is_of_one_piece(int proceeds, int royalty, string? told)
    {
        var listing = Emitted.Order(
            [(Piece, Art, 5, 1)], [(Ether, default, 0, proceeds, Seller), (Ether, default, 0, royalty, Some.Owner), (Piece, Art, 5, 1, Some.Stranger)]);

        var found = await FindAsync(listing, Emitted.Order([(Ether, default, 0, 1000)], [], offerer: Some.Stranger));

        Assert.Equal(royalty, Assert.Single(found.OfType<Payment>()).Amount);
        Assert.Equal(told is null, !found.OfType<Alarm>().Any());
        Assert.Contains(told ?? "", found.OfType<Alarm>().SingleOrDefault()?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sales_of_one_edition_in_a_transaction_are_asked_for_what_both_brought()
    {
        var found = await FindAsync(Sale(925, 75), Sale(1000, 0));

        Assert.Contains("paid 75 base units of royalty, and the collection asks for 150", Assert.Single(found.OfType<Alarm>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sales_of_different_pieces_in_a_transaction_are_judged_apart()
    {
        var found = await FindAsync(Sale(850, 150), Emitted.Order([(Piece, Art, 6, 1)], [(Ether, default, 0, 1000, Seller)]));

        Assert.Contains("paid 0 base units of royalty, and the collection asks for 75", Assert.Single(found.OfType<Alarm>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sales_of_one_piece_in_different_transactions_are_judged_apart()
    {
        var found = await FindAsync(Sale(850, 150), Sale(1000, 0) with { TransactionHash = Some.Hash(9) });

        Assert.Contains("paid 0 base units of royalty, and the collection asks for 75", Assert.Single(found.OfType<Alarm>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_paid_in_another_money_is_judged_apart()
    {
        var bid = Emitted.Order([(Erc20, Some.Coin, 0, 1000)], [(Piece, Art, 5, 1, Some.Stranger)], offerer: Some.Stranger);

        var found = await FindAsync(Sale(850, 150), bid);

        Assert.Contains("paid 0 base units of royalty, and the collection asks for 75", Assert.Single(found.OfType<Alarm>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_is_read_again_with_more_orders_is_judged_anew()
    {
        var opened = await OpenAsync();

        Assert.IsType<Alarm>(Assert.Single(await opened.FindAsync(Cancellation, Mirror(5))));
        Assert.IsType<Payment>(Assert.Single(await opened.FindAsync(Cancellation, Mirror(5), Sale(925, 75))));
    }

    [Fact]
    public async Task What_was_paid_for_several_pieces_is_not_missed_in_the_orders_for_each()
    {
        var bundle = Emitted.Order([(Piece, Art, 5, 1), (Piece, Art, 6, 1)], [(Ether, default, 0, 1850, Seller), (Ether, default, 0, 150, Some.Owner)]);

        Assert.IsType<Payment>(Assert.Single(await FindAsync(bundle, Mirror(5), Mirror(6))));
    }

    [Fact]
    public async Task Nothing_is_expected_of_whom_the_creator_itself_sells_to()
    {
        var own = Emitted.Order([(Piece, Art, 5, 1)], [(Ether, default, 0, 1000, Some.Owner)], offerer: Some.Owner);

        Assert.Empty(await FindAsync(own, Mirror(5)));
    }

    [Fact]
    public async Task Nothing_is_expected_where_the_collection_names_another_creator_or_none()
    {
        _royalty = (Some.Stranger, 750);
        Assert.IsType<Payment>(Assert.Single(await FindAsync(Sale(980, 20))));
        _royalty = null;
        Assert.IsType<Payment>(Assert.Single(await FindAsync(Sale(980, 20))));
    }

    [Fact]
    public async Task Two_items_for_the_creator_are_two_payments()
    {
        var sale = Emitted.Order([(Piece, Art, 5, 1)], [(Ether, default, 0, 900, Seller), (Ether, default, 0, 60, Some.Owner), (Ether, default, 0, 40, Some.Owner)]);

        Assert.Equal([(0, 60), (1, 40)], (await FindAsync(sale)).OfType<Payment>().Select(payment => (payment.At.Part, (int)payment.Amount)));
    }

    public static TheoryData<string, Log> NotRoyalties => new()
    {
        { "the creator as seller", Emitted.Order([(Piece, Art, 5, 1)], [(Ether, default, 0, 1000, Some.Owner)], offerer: Some.Owner) },
        { "the creator as buyer", Emitted.Order([(Piece, Art, 5, 1)], [(Ether, default, 0, 925, Seller), (Ether, default, 0, 75, Some.Owner)], taker: Some.Owner) },
        { "another collection", Emitted.Order([(Piece, OtherArt, 5, 1)], [(Ether, default, 0, 925, Seller), (Ether, default, 0, 75, Some.Owner)]) },
        { "a collection's number as money", Emitted.Order([(Erc20, Art, 5, 1)], [(Ether, default, 0, 75, Some.Owner)]) },
        { "a piece given to the creator", Emitted.Order([(Erc20, Some.Coin, 0, 0)], [(Piece, OtherArt, 5, 1, Some.Owner)]) },
        { "an item of nothing", Emitted.Order([(Piece, OtherArt, 5, 1)], [(Ether, default, 0, 0, Some.Owner)]) },
        { "another marketplace", Emitted.Order([(Piece, Art, 5, 1)], [(Ether, default, 0, 75, Some.Owner)], by: Some.Stranger) },
        { "a log with too few topics", Emitted.Order([(Piece, Art, 5, 1)], [(Ether, default, 0, 75, Some.Owner)]) is var log ? log with { Topics = [.. log.Topics.Take(2)] } : null! },
    };

    [Theory]
    [MemberData(nameof(NotRoyalties), DisableDiscoveryEnumeration = true)]
    public async Task What_is_no_royalty_is_no_income(string what, Log log) => Assert.True((await FindAsync(log)).Count == 0, what);

    private static Log Sale(int proceeds, int royalty) =>
        Emitted.Order([(Piece, Art, 5, 1)], [(Ether, default, 0, proceeds, Seller), (Ether, default, 0, royalty, Some.Owner)]);

    private static Log Mirror(int piece) =>
        Emitted.Order([(Ether, default, 0, 1000)], [(Piece, Art, piece, 1, Some.Stranger)], offerer: Some.Stranger, taker: Some.Address(42));

    private static Log[] Matched(Log listing, bool isMirrorFirst) => isMirrorFirst ? [Mirror(5), listing] : [listing, Mirror(5)];

    /// <summary>What these logs mean, in one transaction where they do not say another.</summary>
    private async Task<IReadOnlyList<Finding>> FindAsync(params IReadOnlyList<Log> logs) => await (await OpenAsync()).MineAsync(
        Cancellation, [.. logs.Select(log => log.TransactionHash == default ? log with { TransactionHash = Some.Hash(8) } : log)]);

    private async Task<Opened> OpenAsync()
    {
        var function = ContractAbi.Erc2981.Function("royaltyInfo");
        _chain.Deploy(Some.Contract);
        _chain.Deploy(Art, (_, data) => _royalty is var (receiver, points)
            ? AbiCodec.Encode([.. function.Outputs.Select(output => output.Type)], [receiver, function.DecodeCall(data).Integer(1) * points / 10_000])
            : null);
        return await Opened.SourceAsync(Some.Source("seaport-royalty", options: [("Collections", Art.ToString())]), _chain, Cancellation);
    }
}
