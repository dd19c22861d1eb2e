using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// What was lent to Aave, version 3, held as aTokens, whose balance grows by the second. Interest accrues; supplying,
/// withdrawing and handing aTokens on move principal.
/// </summary>
/// <remarks>
/// Mint and Burn tell what was moved with the interest since the last of them in it (<c>balanceIncrease</c>): a Mint of
/// <c>value</c> supplies value less interest, and a withdrawal that is smaller than the interest is a Mint too; a Burn of
/// value withdraws value and interest. Transfers from and to nobody repeat them.
/// </remarks>
internal sealed class AaveV3(SourceSettings source) : IAccruing
{
    public static SourceKind Kind => new("aave-v3", OpenAsync) { EarnsByBalance = true, PrincipalOf = (log, _, beneficiary) => PrincipalOf(log, beneficiary) };

    private static readonly AbiEvent Minted = ContractAbi.AaveV3AToken.Event("Mint");
    private static readonly AbiEvent Burned = ContractAbi.AaveV3AToken.Event("Burn");
    private static readonly AbiFunction BalanceOf = ContractAbi.AaveV3AToken.Function("balanceOf");
    private static readonly Func<Log, Mint> ReadMint = Minted.Decoder<Mint>();
    private static readonly Func<Log, Burn> ReadBurn = Burned.Decoder<Burn>();

    private readonly TokenFlows _flows = new(source);

    public IReadOnlyList<LogFilter> Queries =>
    [
        new LogFilter { Addresses = [source.Contract], Topics = [[Minted.Topic0], null, [Hash32.FromAddress(source.Beneficiary)]] },
        new LogFilter { Addresses = [source.Contract], Topics = [[Burned.Topic0], [Hash32.FromAddress(source.Beneficiary)]] },
        .. _flows.Queries,
    ];

    public Token Accrues => new(source.Contract);

    public Address Grower => source.Contract;

    public Task<BigInteger> ReadBalanceAsync(Chain chain, ulong block, CancellationToken cancellation) =>
        RealtimeBalance.ReadAsync(chain, source.Contract, BalanceOf, source.Beneficiary, block, cancellation);

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before) =>
        TokenFlows.IsTransfer(log) ? _flows.Recognize(log, at, alsoMinted: false)
        : PrincipalOf(log, source.Beneficiary) is { IsZero: false } principal ? [TokenFlows.Moved(source, at, principal)]
        : [];

    private static BigInteger? PrincipalOf(Log log, Address beneficiary) =>
        Minted.Matches(log) && ReadMint(log) is var mint && mint.OnBehalfOf == beneficiary ? mint.Value - mint.BalanceIncrease
        : Burned.Matches(log) && ReadBurn(log) is var burn && burn.From == beneficiary ? -(burn.Value + burn.BalanceIncrease)
        : null;

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        await SourceContract.AskAddressAsync(source, chain, ContractAbi.AaveV3AToken.Function("UNDERLYING_ASSET_ADDRESS"), cancellation);
        return new AaveV3(source);
    }

    private readonly record struct Mint(Address Caller, Address OnBehalfOf, BigInteger Value, BigInteger BalanceIncrease, BigInteger Index);

    private readonly record struct Burn(Address From, Address Target, BigInteger Value, BigInteger BalanceIncrease, BigInteger Index);
}
