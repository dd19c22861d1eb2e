using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// What was lent to a market of Compound, version 3, whose balance grows by the second. Interest accrues; what
/// CometRewards pays is received. Borrowing is no part of it.
/// </summary>
/// <remarks>
/// Supply and Withdraw say how much of the base token moved, and are followed by a Transfer from or to nobody of what that
/// did to the balance, rounded. Where the two differ by more than rounding, the rest paid a debt back or was borrowed. Such
/// a Transfer by itself is a balance that was handed on.
/// </remarks>
internal sealed class CompoundV3(SourceSettings source) : IAccruing
{
    public static SourceKind Kind => new("compound-v3", OpenAsync)
    {
        Options = [SourceOption.Address("Rewards") with { IsOptional = true }],
        EarnsByBalance = true,
        PrincipalOf = PrincipalOf,
    };

    private const int MostRounding = 10; // An index of 1e15 rounds twice; it would have to grow fivefold.

    private static readonly AbiEvent Supplied = ContractAbi.CompoundV3.Event("Supply");
    private static readonly AbiEvent Withdrawn = ContractAbi.CompoundV3.Event("Withdraw");
    private static readonly AbiEvent Claimed = ContractAbi.CompoundV3Rewards.Event("RewardClaimed");
    private static readonly AbiFunction BalanceOf = ContractAbi.CompoundV3.Function("balanceOf");
    private static readonly Func<Log, Supply> ReadSupply = Supplied.Decoder<Supply>();
    private static readonly Func<Log, Withdrawal> ReadWithdrawal = Withdrawn.Decoder<Withdrawal>();
    private static readonly Func<Log, Transfer> ReadTransfer = ContractAbi.CompoundV3.Event("Transfer").Decoder<Transfer>();
    private static readonly Func<Log, Claim> ReadClaim = Claimed.Decoder<Claim>();

    private readonly TokenFlows _flows = new(source);
    private readonly Address? _rewards = source.AddressOf("Rewards");

    // By place of a Transfer: whether the log before it told the same movement; by place of that log: what of it moved the balance.
    private readonly HashSet<(Hash32 Block, int LogIndex)> _told = [];
    private readonly Dictionary<(Hash32 Block, int LogIndex), BigInteger> _lent = [];

    public IReadOnlyList<LogFilter> Queries =>
    [
        new LogFilter { Addresses = [source.Contract], Topics = [[Supplied.Topic0], null, [Hash32.FromAddress(source.Beneficiary)]] },
        new LogFilter { Addresses = [source.Contract], Topics = [[Withdrawn.Topic0], [Hash32.FromAddress(source.Beneficiary)]] },
        .. _flows.Queries,
        .. _rewards is { } rewards
            ? [new LogFilter { Addresses = [rewards], Topics = [[Claimed.Topic0], null, [Hash32.FromAddress(source.Beneficiary)]] }]
            : Array.Empty<LogFilter>(),
    ];

    public Token Accrues => new(source.Contract);

    public Address Grower => source.Contract;

    public Task<BigInteger> ReadBalanceAsync(Chain chain, ulong block, CancellationToken cancellation) =>
        RealtimeBalance.ReadAsync(chain, source.Contract, BalanceOf, source.Beneficiary, block, cancellation);

    public Task PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation)
    {
        // A block may be read again, and hold other logs than an endpoint had said: what was made of those is forgotten.
        var blocks = logs.Select(log => log.BlockHash).ToHashSet();
        _told.RemoveWhere(place => blocks.Contains(place.Block));
        var all = logs.Where(log => log.Address == source.Contract).DistinctBy(log => (log.BlockHash, log.LogIndex)).ToDictionary(log => (log.BlockHash, log.LogIndex));
        foreach (var (place, log) in all)
        {
            var next = (log.BlockHash, log.LogIndex + 1);
            var after = all.GetValueOrDefault(next) is { } following && following.TransactionHash == log.TransactionHash ? following : null;
            if (PrincipalOf(log, after, source.Beneficiary) is not { } principal)
            {
                continue;
            }

            _lent[place] = principal;
            if (ChangeOf(log, after, source.Beneficiary) > 0)
            {
                _told.Add(next);
            }
        }

        return Task.CompletedTask;
    }

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        if (log.Address == _rewards)
        {
            return Claimed.Matches(log) && ReadClaim(log) is var claim && claim.Recipient == source.Beneficiary && claim.Amount > 0
                ? [new Payment(at, log.Address, new Token(claim.Token), claim.Amount) { IsShared = true }]
                : [];
        }

        var place = (log.BlockHash, log.LogIndex);
        return TokenFlows.IsTransfer(log) ? _told.Contains(place) ? [] : _flows.Recognize(log, at, alsoMinted: true)
            : _lent.TryGetValue(place, out var lent) && !lent.IsZero ? [TokenFlows.Moved(source, at, lent)]
            : [];
    }

    private static BigInteger? PrincipalOf(Log log, Log? next, Address beneficiary)
    {
        if (AmountOf(log, beneficiary) is not { } amount)
        {
            return null;
        }

        var changed = ChangeOf(log, next, beneficiary);
        var principal = amount - changed <= MostRounding ? amount : changed;
        return Supplied.Matches(log) ? principal : -principal;
    }

    private static BigInteger? AmountOf(Log log, Address beneficiary) =>
        Supplied.Matches(log) && ReadSupply(log) is var supply && supply.Dst == beneficiary ? supply.Amount
        : Withdrawn.Matches(log) && ReadWithdrawal(log) is var withdrawal && withdrawal.Src == beneficiary ? withdrawal.Amount
        : null;

    // What it did to the balance, as the Transfer after it tells.
    private static BigInteger ChangeOf(Log log, Log? next, Address beneficiary) => next is not null && next.Address == log.Address && TokenFlows.IsTransfer(next)
        && ReadTransfer(next) is var moved && (Supplied.Matches(log) ? (moved.From, moved.To) : (moved.To, moved.From)) == (Address.Zero, beneficiary)
            ? moved.Amount
            : 0;

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        await SourceContract.AskAddressAsync(source, chain, ContractAbi.CompoundV3.Function("baseToken"), cancellation);
        return new CompoundV3(source);
    }

    private readonly record struct Supply(Address From, Address Dst, BigInteger Amount);

    private readonly record struct Withdrawal(Address Src, Address To, BigInteger Amount);

    private readonly record struct Transfer(Address From, Address To, BigInteger Amount);

    private readonly record struct Claim(Address Src, Address Recipient, Address Token, BigInteger Amount);
}
