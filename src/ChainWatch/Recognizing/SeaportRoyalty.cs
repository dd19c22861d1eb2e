using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Royalties of art that changes hands on Seaport. An order pays a royalty where it moves a piece of one of the named
/// collections and has an item of money for the creator, who is neither who made the order nor who took it: what a seller
/// or a buyer pays itself is no income. For ETH there is no other log.
/// </summary>
internal sealed class SeaportRoyalty(SourceSettings source) : IRecognizer
{
    public static SourceKind Kind => SourceKind.Plain("seaport-royalty", source => new SeaportRoyalty(source)) with
    {
        Options = [SourceOption.Addresses("Collections")],
    };

    private static readonly AbiEvent Fulfilled = ContractAbi.Seaport.Event("OrderFulfilled");
    private static readonly Func<Log, Order> Read = Fulfilled.Decoder<Order>();

    private readonly HashSet<Address> _collections = [.. source.AddressesOf("Collections")];
    private readonly Dictionary<(Hash32 Block, int LogIndex), BigInteger> _expected = [];

    // Whom an order pays is in its data: every order of the marketplace is read, and the collections' are kept.
    public IReadOnlyList<LogFilter> Queries { get; } = [new LogFilter { Addresses = [source.Contract], Topics = [[Fulfilled.Topic0]] }];

    public async Task PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation)
    {
        foreach (var log in logs.Where(Fulfilled.Matches))
        {
            var order = Read(log);
            if (!IsOwn(order) && PiecesOf(order) is [var piece] && PriceOf(order) is { } price
                && await RoyaltyInfo.ReadAsync(piece.Token, piece.Identifier, price, log, chain, cancellation) is { } royalty && royalty.Receiver == source.Beneficiary)
            {
                _expected[(log.BlockHash, log.LogIndex)] = royalty.Amount;
            }
        }
    }

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        if (!Fulfilled.Matches(log))
        {
            yield break;
        }

        var order = Read(log);
        if (IsOwn(order) || PiecesOf(order).Count == 0)
        {
            yield break;
        }

        var royalties = order.Consideration.Where(item => item.IsMoney && item.Recipient == source.Beneficiary && item.Amount > 0).ToList();
        foreach (var (part, item) in royalties.Index())
        {
            yield return new Payment(at with { Part = part }, source.Contract, item.Money, item.Amount) { IsShared = true };
        }

        var paid = royalties.Aggregate(BigInteger.Zero, (sum, item) => sum + item.Amount);
        if (_expected.TryGetValue((log.BlockHash, log.LogIndex), out var expected) && paid < expected)
        {
            yield return new Alarm(
                at,
                "royalty",
                $"{source.Name}: the sale in transaction {at.TransactionHash} paid {paid} base units of royalty, and the collection asks for {expected}",
                "Marketplaces and buyers may leave royalties out. What was paid is booked; see it with: chainwatch income list --source " + source.Name);
        }
    }

    private bool IsOwn(Order order) => order.Offerer == source.Beneficiary || order.Recipient == source.Beneficiary;

    private List<Item> PiecesOf(Order order) => [.. order.Offer.Select(item => new Item(item.ItemType, item.Token, item.Identifier))
        .Concat(order.Consideration.Select(item => new Item(item.ItemType, item.Token, item.Identifier)))
        .Where(item => item.IsPiece && _collections.Contains(item.Token))];

    // What the buyer gave: all of the consideration for a piece on offer, the offer for a piece that was bid for. Null
    // where it is in more than one kind of money, or in none.
    private static BigInteger? PriceOf(Order order)
    {
        var money = order.Consideration.Where(item => item.IsMoney).Select(item => (item.Money, item.Amount)).ToList();
        var bid = order.Offer.Where(item => item.ItemType <= LastMoney).Select(item => (Money: new Token(item.Token), item.Amount)).ToList();
        var given = bid.Count > 0 ? bid : money;
        return given.Count > 0 && given.Select(item => item.Money).Distinct().Count() == 1
            ? given.Aggregate(BigInteger.Zero, (sum, item) => sum + item.Amount)
            : null;
    }

    // Seaport's ItemType: the coin, ERC-20, ERC-721, ERC-1155. Criteria are resolved before the event.
    private const int LastMoney = 1;
    private const int LastPiece = 3;

    private readonly record struct Item(int ItemType, Address Token, BigInteger Identifier)
    {
        public bool IsPiece => ItemType is > LastMoney and <= LastPiece;
    }

    private readonly record struct Order(Address Offerer, Address Recipient, Spent[] Offer, Received[] Consideration);

    private readonly record struct Spent(int ItemType, Address Token, BigInteger Identifier, BigInteger Amount);

    private readonly record struct Received(int ItemType, Address Token, BigInteger Identifier, BigInteger Amount, Address Recipient)
    {
        public bool IsMoney => ItemType <= LastMoney;

        public Token Money => new(Token);
    }
}
