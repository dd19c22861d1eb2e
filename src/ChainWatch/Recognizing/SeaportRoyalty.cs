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
    private readonly Dictionary<(Hash32 Block, int LogIndex), (BigInteger Paid, BigInteger Asked)> _short = [];

    // Whom an order pays is in its data: every order of the marketplace is read, and the collections' are kept.
    public IReadOnlyList<LogFilter> Queries { get; } = [new LogFilter { Addresses = [source.Contract], Topics = [[Fulfilled.Topic0]] }];

    public async Task PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation)
    {
        // A block may be read again, and hold other logs than an endpoint had said: what was made of those is forgotten.
        var blocks = logs.Select(log => log.BlockHash).ToHashSet();
        foreach (var place in _short.Keys.Where(place => blocks.Contains(place.Block)).ToList())
        {
            _short.Remove(place);
        }

        var fulfilled = logs.Where(Fulfilled.Matches).DistinctBy(log => (log.BlockHash, log.LogIndex));
        foreach (var sale in fulfilled.GroupBy(log => (log.BlockHash, log.TransactionHash)).SelectMany(SalesOf))
        {
            if (await RoyaltyInfo.ReadAsync(sale.Piece.Token, sale.Piece.Identifier, sale.Price, sale.Last, chain, cancellation) is { } royalty
                && royalty.Receiver == source.Beneficiary && sale.Paid < royalty.Amount)
            {
                _short[(sale.Last.BlockHash, sale.Last.LogIndex)] = (sale.Paid, royalty.Amount);
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

        foreach (var (part, item) in RoyaltiesOf(order).Index())
        {
            yield return new Payment(at with { Part = part }, source.Contract, item.Money, item.Amount) { IsShared = true };
        }

        if (_short.TryGetValue((log.BlockHash, log.LogIndex), out var sale))
        {
            yield return new Alarm(
                at,
                "royalty",
                $"{source.Name}: the sale in transaction {at.TransactionHash} paid {sale.Paid} base units of royalty, and the collection asks for {sale.Asked}",
                "Marketplaces and buyers may leave royalties out. What was paid is booked; see it with: chainwatch income list --source " + source.Name);
        }
    }

    private bool IsOwn(Order order) => order.Offerer == source.Beneficiary || order.Recipient == source.Beneficiary;

    private List<Received> RoyaltiesOf(Order order) => [.. order.Consideration.Where(item => item.IsMoney && item.Recipient == source.Beneficiary && item.Amount > 0)];

    // A private listing has the piece on offer and again in its consideration, for the buyer.
    private List<Item> PiecesOf(Order order) => [.. order.Offer.Select(item => new Item(item.ItemType, item.Token, item.Identifier))
        .Concat(order.Consideration.Select(item => new Item(item.ItemType, item.Token, item.Identifier)))
        .Where(item => item.IsPiece && _collections.Contains(item.Token))
        .Distinct()];

    // Orders that were matched with each other have a log each, in any sequence, and one of them pays the creator for all.
    // What an order of several pieces paid cannot be told apart: its pieces are not judged, in other orders neither.
    private IEnumerable<Sale> SalesOf(IEnumerable<Log> transaction)
    {
        var orders = transaction.Select(log => (Log: log, Order: Read(log))).Select(read => (read.Log, read.Order, Pieces: PiecesOf(read.Order))).ToList();
        var bundled = orders.Where(order => order.Pieces.Count > 1).SelectMany(order => order.Pieces).ToHashSet();
        return orders.Where(order => order.Pieces is [var piece] && !bundled.Contains(piece))
            .GroupBy(order => order.Pieces[0], order => (order.Log, order.Order))
            .SelectMany(same => SalesOf(same.Key, [.. same]));
    }

    private IEnumerable<Sale> SalesOf(Item piece, IReadOnlyList<(Log Log, Order Order)> orders)
    {
        var others = orders.Where(one => !IsOwn(one.Order) && !orders.Any(own => own.Order.Offerer == source.Beneficiary && own.Order.IsBid != one.Order.IsBid)).ToList();
        return others.Any(one => one.Order.Kinds.Count > 1) ? [] : others
            .Where(one => one.Order.Kinds.Count == 1)
            .GroupBy(one => one.Order.Kinds[0])
            .Select(same => new Sale(
                piece,
                same.MaxBy(one => one.Log.LogIndex).Log,
                same.GroupBy(one => one.Order.IsBid, one => one.Order.Price).Max(Sum),
                Sum(same.SelectMany(one => RoyaltiesOf(one.Order)).Select(item => item.Amount))));
    }

    private static BigInteger Sum(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, BigInteger.Add);

    // Seaport's ItemType: the coin, ERC-20, ERC-721, ERC-1155. Criteria are resolved before the event.
    private const int LastMoney = 1;
    private const int LastPiece = 3;

    private readonly record struct Item(int ItemType, Address Token, BigInteger Identifier)
    {
        public bool IsPiece => ItemType is > LastMoney and <= LastPiece;
    }

    // Listings and bids that were matched tell of the same money, once from either side: the price is that of the dearer side.
    private readonly record struct Sale(Item Piece, Log Last, BigInteger Price, BigInteger Paid);

    private readonly record struct Order(Address Offerer, Address Recipient, Spent[] Offer, Received[] Consideration)
    {
        public bool IsBid => Offer.Any(item => item.IsMoney);

        // What the buyer gave: all of the consideration for a piece on offer, the offer for a piece that was bid for.
        public BigInteger Price => Sum(IsBid
            ? Offer.Where(item => item.IsMoney).Select(item => item.Amount)
            : Consideration.Where(item => item.IsMoney).Select(item => item.Amount));

        public IReadOnlyList<Token> Kinds => [.. Offer.Where(item => item.IsMoney).Select(item => item.Money)
            .Concat(Consideration.Where(item => item.IsMoney).Select(item => item.Money))
            .Distinct()];
    }

    private readonly record struct Spent(int ItemType, Address Token, BigInteger Identifier, BigInteger Amount)
    {
        public bool IsMoney => ItemType <= LastMoney;

        public Token Money => new(Token);
    }

    private readonly record struct Received(int ItemType, Address Token, BigInteger Identifier, BigInteger Amount, Address Recipient)
    {
        public bool IsMoney => ItemType <= LastMoney;

        public Token Money => new(Token);
    }
}
