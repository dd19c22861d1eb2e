using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// A vault that is entered and left by request (ERC-7540): what is handed over waits for a price, and is claimed later.
/// Claims are a vault's deposits and withdrawals (<see cref="Erc4626Vault"/>), gains included; requests, and the prices
/// that Centrifuge's vaults announce for them, are movements that change nothing which the owner holds.
/// </summary>
internal sealed class Erc7540Vault(SourceSettings source, Token asset) : IRecognizer
{
    public static SourceKind Kind => new("erc7540-vault", OpenAsync) { HasShares = true, SumOf = Erc4626Vault.WithdrawnBy };

    private static readonly AbiEvent DepositAsked = ContractAbi.Erc7540Vault.Event("DepositRequest");
    private static readonly AbiEvent RedeemAsked = ContractAbi.Erc7540Vault.Event("RedeemRequest");
    private static readonly AbiEvent DepositPriced = ContractAbi.Erc7540Vault.Event("DepositClaimable");
    private static readonly AbiEvent RedeemPriced = ContractAbi.Erc7540Vault.Event("RedeemClaimable");
    private static readonly Func<Log, AssetsAsked> ReadDepositAsked = DepositAsked.Decoder<AssetsAsked>();
    private static readonly Func<Log, SharesAsked> ReadRedeemAsked = RedeemAsked.Decoder<SharesAsked>();
    private static readonly Func<Log, Price> ReadDepositPriced = DepositPriced.Decoder<Price>();
    private static readonly Func<Log, Price> ReadRedeemPriced = RedeemPriced.Decoder<Price>();

    private readonly Erc4626Vault _claims = new(source, asset);

    public IReadOnlyList<LogFilter> Queries =>
    [
        .. _claims.Queries,
        new LogFilter
        {
            Addresses = [source.Contract],
            Topics =
            [
                [DepositAsked.Topic0, RedeemAsked.Topic0, DepositPriced.Topic0, RedeemPriced.Topic0],
                [Hash32.FromAddress(source.Beneficiary)],
            ],
        },
    ];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before) =>
        DepositAsked.Matches(log) && ReadDepositAsked(log) is var entering ? Moved(at, Direction.DepositRequest, entering.Controller, entering.Assets, 0)
        : RedeemAsked.Matches(log) && ReadRedeemAsked(log) is var leaving ? Moved(at, Direction.RedeemRequest, leaving.Controller, 0, leaving.Shares)
        : DepositPriced.Matches(log) && ReadDepositPriced(log) is var entry ? Moved(at, Direction.DepositClaimable, entry.Controller, entry.Assets, entry.Shares)
        : RedeemPriced.Matches(log) && ReadRedeemPriced(log) is var exit ? Moved(at, Direction.RedeemClaimable, exit.Controller, exit.Assets, exit.Shares)
        : _claims.Recognize(log, at, before);

    private IEnumerable<Finding> Moved(LogPosition at, Direction direction, Address controller, BigInteger assets, BigInteger shares) =>
        controller == source.Beneficiary ? [new Movement(at, direction, asset, assets, shares)] : [];

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation) =>
        new Erc7540Vault(source, new Token(await SourceContract.AskAddressAsync(source, chain, ContractAbi.Erc7540Vault.Function("asset"), cancellation)));

    private readonly record struct AssetsAsked(Address Controller, BigInteger Assets);

    private readonly record struct SharesAsked(Address Controller, BigInteger Shares);

    private readonly record struct Price(Address Controller, BigInteger Assets, BigInteger Shares);
}
