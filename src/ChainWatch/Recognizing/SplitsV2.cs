using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// A split of Splits, version 2. Anyone may distribute it. A push split pays its recipients at once; a pull split credits
/// them in the warehouse, which the source then names, and a withdrawal there pays what all of the owner's splits credited.
/// </summary>
/// <remarks>
/// A push split says what it distributed, the distributor's reward included, not to whom. The owner's part follows from the
/// allocations and the reward that were in force, which the split announces when it is created and whenever they change:
/// they are looked up where a log needs them. Versions 2.0 to 2.2 do the same (PushSplit.sol, SplitV2Lib).
/// </remarks>
internal sealed class SplitsV2(SourceSettings source) : IRecognizer
{
    public static SourceKind Kind => SourceKind.Plain("splits-v2", source => new SplitsV2(source)) with
    {
        CreditedAs = Stage.Distributed,
        SumOf = PushedToAll,
        Options = [SourceOption.Address("Warehouse") with { IsOptional = true }],
    };

    private static readonly AbiEvent Distributed = ContractAbi.SplitsV2.Event("SplitDistributed");
    private static readonly AbiEvent Credited = ContractAbi.SplitsWarehouse.Event("Transfer");
    private static readonly AbiEvent Withdrawn = ContractAbi.SplitsWarehouse.Event("Withdraw");
    private static readonly Func<Log, Distribution> ReadDistribution = Distributed.Decoder<Distribution>();
    private static readonly Func<Log, Credit> ReadCredit = Credited.Decoder<Credit>();
    private static readonly Func<Log, Withdrawal> ReadWithdrawal = Withdrawn.Decoder<Withdrawal>();

    private readonly Address? _warehouse = source.AddressOf("Warehouse");
    private readonly SplitAllocations _allocations = new(source);

    public IReadOnlyList<LogFilter> Queries => _warehouse is { } warehouse
        ?
        [
            new LogFilter { Addresses = [warehouse], Topics = [[Credited.Topic0], [Hash32.FromAddress(source.Contract)], [Hash32.FromAddress(source.Beneficiary)]] },
            new LogFilter { Addresses = [warehouse], Topics = [[Withdrawn.Topic0], [Hash32.FromAddress(source.Beneficiary)]] },
        ]
        : [new LogFilter { Addresses = [source.Contract], Topics = [[Distributed.Topic0, SplitAllocations.Updated.Topic0]] }];

    public Task PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation) =>
        _allocations.LearnAsync(logs, [.. logs.Where(Distributed.Matches)], chain, cancellation);

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before) =>
        log.Address == _warehouse ? AtWarehouse(log, at)
        : Distributed.Matches(log) ? Pushed(log, ReadDistribution(log), at)
        : [];

    // ERC-4626's Withdraw has the same topic; at the warehouse it means this.
    private IEnumerable<Finding> AtWarehouse(Log log, LogPosition at)
    {
        if (Credited.Matches(log) && ReadCredit(log) is var credit && credit.Sender == source.Contract && credit.Receiver == source.Beneficiary && credit.Amount > 0)
        {
            yield return new Payment(at, source.Contract, Coins.TokenOf(AddressOf(credit.Id)), credit.Amount) { Stage = Stage.Distributed };
        }
        else if (Withdrawn.Matches(log) && ReadWithdrawal(log) is var paid && paid.Owner == source.Beneficiary && paid.Amount > 0)
        {
            yield return new Payment(at, log.Address, Coins.TokenOf(paid.Token), paid.Amount) { IsShared = true };
        }
    }

    private IEnumerable<Finding> Pushed(Log log, Distribution distribution, LogPosition at)
    {
        if (_allocations.Of(log) is not { } allocations)
        {
            return distribution.Amount > 0
                ? [new Payment(at, source.Contract, Coins.TokenOf(distribution.Token), distribution.Amount) { Quarantine = "the split announced its allocations before FromBlock, so this is what it distributed in all: set FromBlock to the block in which the split was created" }]
                : [];
        }

        var part = allocations.PartOf(source.Beneficiary, distribution.Amount, distribution.Distributor);
        return part > 0 ? [new Payment(at, source.Contract, Coins.TokenOf(distribution.Token), part)] : [];
    }

    private static ToldSum? PushedToAll(Log log) =>
        Distributed.Matches(log) && ReadDistribution(log) is var all ? new ToldSum(false, Coins.TokenOf(all.Token), all.Amount) : null;

    private static Address AddressOf(BigInteger id)
    {
        Span<byte> word = stackalloc byte[32];
        var bytes = id.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(word[(32 - bytes.Length)..]);
        return new Address(word[12..]);
    }

    private readonly record struct Distribution(Address Token, Address Distributor, BigInteger Amount);

    private readonly record struct Credit(Address Sender, Address Receiver, BigInteger Id, BigInteger Amount);

    private readonly record struct Withdrawal(Address Owner, Address Token, BigInteger Amount);
}
