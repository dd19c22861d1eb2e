using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// A split of Splits, version 1. Anyone may distribute it, which credits its recipients in SplitMain; a withdrawal, which
/// anyone may call too, pays the owner what all of its splits have credited, in ETH and several tokens at once.
/// </summary>
/// <remarks>
/// The event of a distribution tells the gross amount only. What of it is the owner's is the growth of the owner's balance
/// in SplitMain over the block, to which withdrawals in the same block are added.
/// </remarks>
internal sealed class SplitsV1(SourceSettings source) : IRecognizer
{
    public static SourceKind Kind => new("splits-v1", OpenAsync) 
    {
        CreditedAs = Stage.Distributed,
        Options = [SourceOption.Address("Split")],
        SumOf = log => Read(log) is { } distributed ? new ToldSum(false, distributed.Token, null) : null,
    };

    private static readonly AbiEvent EtherDistributed = ContractAbi.SplitsV1.Event("DistributeETH");
    private static readonly AbiEvent TokenDistributed = ContractAbi.SplitsV1.Event("DistributeERC20");
    private static readonly AbiEvent Withdrawn = ContractAbi.SplitsV1.Event("Withdrawal");
    private static readonly Func<Log, OfEther> ReadEther = EtherDistributed.Decoder<OfEther>();
    private static readonly Func<Log, OfToken> ReadToken = TokenDistributed.Decoder<OfToken>();
    private static readonly Func<Log, Withdrawal> ReadWithdrawal = Withdrawn.Decoder<Withdrawal>();

    private readonly Address _split = source.AddressOf("Split")!.Value;
    private readonly Dictionary<(Hash32 Block, int LogIndex), Credit> _credits = [];

    public IReadOnlyList<LogFilter> Queries =>
    [
        new LogFilter { Addresses = [source.Contract], Topics = [[EtherDistributed.Topic0, TokenDistributed.Topic0], [Hash32.FromAddress(_split)]] },
        new LogFilter { Addresses = [source.Contract], Topics = [[Withdrawn.Topic0], [Hash32.FromAddress(source.Beneficiary)]] },
    ];

    public async Task PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation)
    {
        foreach (var block in logs.GroupBy(log => (log.BlockNumber, log.BlockHash)))
        {
            foreach (var same in block.Where(log => Read(log) is not null).GroupBy(log => Read(log)!.Value.Token))
            {
                // The growth is that of all of them together, and is told of the last.
                var last = same.MaxBy(log => log.LogIndex)!;
                var gross = same.Aggregate(BigInteger.Zero, (sum, log) => sum + Read(log)!.Value.Amount);
                _credits[(last.BlockHash, last.LogIndex)] = await ReadCreditAsync(last, same.Key, gross, Taken(block, same.Key), chain, cancellation);
            }
        }
    }

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        if (Withdrawn.Matches(log))
        {
            return Paid(ReadWithdrawal(log), at);
        }

        return Read(log) is { } distributed && _credits.TryGetValue((log.BlockHash, log.LogIndex), out var credit) && credit.Amount > 0
            ? [new Payment(at, _split, distributed.Token, credit.Amount) { Stage = Stage.Distributed, Quarantine = credit.Doubt }]
            : [];
    }

    private IEnumerable<Finding> Paid(Withdrawal withdrawal, LogPosition at)
    {
        if (withdrawal.Account != source.Beneficiary)
        {
            yield break;
        }

        var parts = withdrawal.Tokens.Zip(withdrawal.TokenAmounts, (token, amount) => (Token: new Token(token), Amount: amount)).Prepend((Token.Native, withdrawal.EthAmount));
        foreach (var (part, (token, amount)) in parts.Index())
        {
            if (amount > 0)
            {
                yield return new Payment(at with { Part = part }, source.Contract, token, amount) { IsShared = true };
            }
        }
    }

    private async Task<Credit> ReadCreditAsync(Log log, Token token, BigInteger gross, BigInteger taken, Chain chain, CancellationToken cancellation)
    {
        try
        {
            var parent = (await chain.GetHeaderAsync(log.BlockNumber, cancellation))?.ParentHash ?? default;
            var before = await BalanceAsync(token, log.BlockNumber - 1, parent, chain, cancellation);
            var after = await BalanceAsync(token, log.BlockNumber, log.BlockHash, chain, cancellation);
            return new Credit(after - before + taken, await OthersAsync(log, token, chain, cancellation));
        }
        catch (RpcException forgotten) when (forgotten.Failure == RpcFailure.Final)
        {
            return new Credit(gross, $"the endpoint does not have the state of block {log.BlockNumber} any more: this is what was distributed to all, and what of it was credited to the owner is not known");
        }
    }

    private async Task<BigInteger> BalanceAsync(Token token, ulong block, Hash32 hash, Chain chain, CancellationToken cancellation)
    {
        var function = ContractAbi.SplitsV1.Function(token.IsNative ? "getETHBalance" : "getERC20Balance");
        var answer = await chain.CallAtAsync(
            source.Contract, token.IsNative ? function.Encode(source.Beneficiary) : function.Encode(source.Beneficiary, token.Contract), block, hash, cancellation);

        // Before it was deployed, SplitMain owed nothing.
        return answer.Length == 0 ? 0 : function.DecodeResult(answer).Integer(0);
    }

    private async Task<string?> OthersAsync(Log log, Token token, Chain chain, CancellationToken cancellation)
    {
        var all = new LogFilter { BlockHash = log.BlockHash, Addresses = [source.Contract], Topics = [[EtherDistributed.Topic0, TokenDistributed.Topic0]] };
        var others = (await chain.GetLogsAsync([all], cancellation))[0].Any(other => Read(other) is { } distributed && distributed.Token == token && distributed.Split != _split);
        return others ? "another split was distributed in the same block and may have credited the owner too: what of it is this split's cannot be told" : null;
    }

    private BigInteger Taken(IEnumerable<Log> block, Token token) => block.Where(Withdrawn.Matches).Select(ReadWithdrawal)
        .Where(withdrawal => withdrawal.Account == source.Beneficiary)
        .SelectMany(withdrawal => withdrawal.Tokens.Zip(withdrawal.TokenAmounts).Append((Address.Zero, withdrawal.EthAmount)))
        .Aggregate(BigInteger.Zero, (sum, paid) => paid.Item1 == token.Contract ? sum + paid.Item2 : sum);

    private static (Address Split, Token Token, BigInteger Amount)? Read(Log log) =>
        EtherDistributed.Matches(log) && ReadEther(log) is var ether ? (ether.Split, Token.Native, ether.Amount)
        : TokenDistributed.Matches(log) && ReadToken(log) is var paid ? (paid.Split, new Token(paid.Token), paid.Amount)
        : null;

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        var known = await SourceContract.AskAsync(source, chain, ContractAbi.SplitsV1.Function("getHash"), [source.AddressOf("Split")!.Value], cancellation);
        return known.Hash(0) != default ? new SplitsV1(source) : throw new ChainWatchException(
            Refusal.Refused,
            "wrong-split",
            $"Sources: {source.Name}: Split: {source.TextOf("Split")} is no split of {source.Contract} on {source.Chain}.",
            "Correct Split and type: chainwatch check");
    }

    private sealed record Credit(BigInteger Amount, string? Doubt);

    private readonly record struct OfEther(Address Split, BigInteger Amount);

    private readonly record struct OfToken(Address Split, Address Token, BigInteger Amount);

    private readonly record struct Withdrawal(Address Account, BigInteger EthAmount, Address[] Tokens, BigInteger[] TokenAmounts);
}
