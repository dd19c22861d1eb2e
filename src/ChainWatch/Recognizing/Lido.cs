using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Staked ether of Lido (stETH): the owner holds shares, and the oracle's report changes once a day what a share is worth,
/// mostly up, at a slashing down, with no Transfer. That change accrues; every Transfer, a stake's included, moves principal.
/// </summary>
internal sealed class Lido(SourceSettings source) : IAccruing
{
    public static SourceKind Kind => new("lido", OpenAsync) { EarnsByBalance = true };

    private static readonly AbiFunction BalanceOf = ContractAbi.Lido.Function("balanceOf");

    private readonly TokenFlows _flows = new(source);

    public IReadOnlyList<LogFilter> Queries => _flows.Queries;

    public Token Accrues => new(source.Contract);

    public Address Grower => source.Contract;

    public Task<BigInteger> ReadBalanceAsync(Chain chain, ulong block, CancellationToken cancellation) =>
        RealtimeBalance.ReadAsync(chain, source.Contract, BalanceOf, source.Beneficiary, block, cancellation);

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before) =>
        TokenFlows.IsTransfer(log) ? _flows.Recognize(log, at, alsoMinted: true) : [];

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        await SourceContract.AskAsync(source, chain, ContractAbi.Lido.Function("getTotalPooledEther"), [], cancellation);
        return new Lido(source);
    }
}
