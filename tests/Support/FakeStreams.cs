using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;

namespace ChainWatch.Support;

/// <summary>
/// A super token of Superfluid with its host and its agreement of constant flows, at <see cref="Some.Contract"/>: the owner's balance
/// is what the Transfers and the streams of the blocks that stand brought, to the second.
/// </summary>
public sealed class FakeStreams
{
    /// <summary>Where every stream is known.</summary>
    public static readonly Address Agreement = Some.Address(95);

    private static readonly Address Host = Some.Address(96);
    private static readonly AbiEvent FlowUpdated = ContractAbi.SuperfluidCfa.Event("FlowUpdated");
    private static readonly AbiEvent Transferred = ContractAbi.Erc20.Event("Transfer");

    private readonly FakeChain _chain;
    private readonly Dictionary<(Address From, Address To), BigInteger> _announced = [];

    /// <summary>Deploys them.</summary>
    public FakeStreams(FakeChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        _chain = chain;
        chain.Deploy(Some.Contract, (block, call) => Answer(
            call,
            (ContractAbi.Erc20.Function("symbol"), _ => ["USDCx"]),
            (ContractAbi.Erc20.Function("decimals"), _ => [18]),
            (ContractAbi.SuperfluidToken.Function("getHost"), _ => [Host]),
            (ContractAbi.SuperfluidToken.Function("realtimeBalanceOfNow"), _ => [BalanceAfter(block), 0, 0, chain.At(block).Timestamp])));
        chain.Deploy(Host, (_, call) => Answer(call, (ContractAbi.SuperfluidHost.Function("getAgreementClass"), _ => [Agreement])));
        chain.Deploy(Agreement, (block, call) => Answer(
            call,
            (ContractAbi.SuperfluidCfa.Function("getNetFlow"), asked => [RatesAfter(block).Sum(stream => Signed(stream, asked.Address("account")))]),
            (ContractAbi.SuperfluidCfa.Function("getFlow"), asked => [0, RatesAfter(block).GetValueOrDefault((asked.Address("sender"), asked.Address("receiver"))), 0, 0])));
    }

    /// <summary>What the balance is beside all that, after a block.</summary>
    public Func<ulong, BigInteger> Untold { get; set; } = _ => 0;

    /// <summary>The log of a stream that has this rate from its block on, whose totals count the streams that were announced before.</summary>
    public Log Stream(BigInteger rate, Address? from = null, Address? to = null)
    {
        var (sender, receiver) = (from ?? Some.Payer, to ?? Some.Owner);
        _announced[(sender, receiver)] = rate;
        return Some.Log(
            Agreement, FlowUpdated, Some.Contract, sender, receiver, rate, _announced.Sum(stream => Signed(stream, sender)), _announced.Sum(stream => Signed(stream, receiver)), Array.Empty<byte>());
    }

    /// <summary>Leaves every block above a height, and what was announced in them.</summary>
    public void ReorgTo(ulong number)
    {
        _chain.ReorgTo(number);
        _announced.Clear();
        foreach (var stream in RatesAfter(number))
        {
            _announced.Add(stream.Key, stream.Value);
        }
    }

    private static byte[]? Answer(ReadOnlyMemory<byte> call, params (AbiFunction Function, Func<AbiValues, IReadOnlyList<object>> Results)[] known) => known
        .Where(answer => call.Span.StartsWith(answer.Function.Selector))
        .Select(answer => AbiCodec.Encode([.. answer.Function.Outputs.Select(output => output.Type)], answer.Results(answer.Function.DecodeCall(call)))).FirstOrDefault();

    private static BigInteger Signed(KeyValuePair<(Address From, Address To), BigInteger> stream, Address account) =>
        stream.Key.To == account ? stream.Value : stream.Key.From == account ? -stream.Value : 0;

    private Dictionary<(Address From, Address To), BigInteger> RatesAfter(ulong block)
    {
        var rates = new Dictionary<(Address, Address), BigInteger>();
        foreach (var (_, stream, rate) in Changes(block))
        {
            rates[stream] = rate;
        }

        return rates;
    }

    private BigInteger BalanceAfter(ulong block)
    {
        var balance = Untold(block);
        var rates = new Dictionary<(Address From, Address To), BigInteger>();
        var since = _chain.At(0).Timestamp;
        foreach (var (at, stream, rate) in Changes(block).Append((block, default, 0)))
        {
            balance += rates.Sum(each => Signed(each, Some.Owner)) * (_chain.At(at).Timestamp - since);
            (since, rates[stream]) = (_chain.At(at).Timestamp, rate);
        }

        return _chain.AllLogs.Where(log => log.Address == Some.Contract && log.BlockNumber <= block && Transferred.Matches(log)).Select(Transferred.Decode)
            .Aggregate(balance, (sum, move) => sum + (move.Address(1) == Some.Owner ? move.Integer(2) : 0) - (move.Address(0) == Some.Owner ? move.Integer(2) : 0));
    }

    private IEnumerable<(ulong Block, (Address From, Address To) Stream, BigInteger Rate)> Changes(ulong upTo) => _chain.AllLogs
        .Where(log => log.Address == Agreement && log.BlockNumber <= upTo)
        .Select(log => (log.BlockNumber, FlowUpdated.Decode(log)))
        .Select(log => (log.BlockNumber, (log.Item2.Address("sender"), log.Item2.Address("receiver")), log.Item2.Integer("flowRate")));
}

internal static class Sums
{
    public static BigInteger Sum<T>(this IEnumerable<T> all, Func<T, BigInteger> amountOf) => all.Aggregate(BigInteger.Zero, (sum, each) => sum + amountOf(each));
}
