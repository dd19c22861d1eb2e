using System.Globalization;
using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;

namespace ChainWatch.Valuing;

/// <summary>
/// Shares of ERC-4626 vaults: the assets that the vault says they stand for at the payment's block, at the asset's price.
/// Only tokens that the configuration names are taken for shares, since any contract may claim to be a vault.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="shares">Share tokens of the chain.</param>
/// <param name="ofAssets">Prices of what is no share.</param>
internal sealed class SharePrices(Chain chain, IReadOnlyList<ShareSettings> shares, Prices ofAssets) : IPriceSource
{
    private static readonly AbiFunction AssetOf = ContractAbi.Erc4626Vault.Function("asset");
    private static readonly AbiFunction ConvertToAssets = ContractAbi.Erc4626Vault.Function("convertToAssets");

    public async Task<Quote?> QuoteAsync(Sum sum, Moment at, CancellationToken cancellation)
    {
        if (shares.All(entry => entry.Token != sum.Token))
        {
            return null;
        }

        var counted = await ConvertAsync(sum, at, cancellation);
        var answer = await ofAssets.AskAsync(counted, at, cancellation);
        return answer.Quote is { } quote
            ? quote with { Steps = [StepOf(sum, counted, at), .. quote.Steps] }
            : throw new NoPriceException(answer.Refused.Count > 0
                ? string.Join("; ", answer.Refused)
                : $"no price is configured for {counted}, the asset of the vault {sum.Token}");
    }

    private static ShareStep StepOf(Sum sum, Sum counted, Moment at) => new(
        sum.Token.ToString(),
        sum.BaseUnits.ToString(CultureInfo.InvariantCulture),
        counted.Token.ToString(),
        counted.BaseUnits.ToString(CultureInfo.InvariantCulture),
        at.Block);

    private async Task<Sum> ConvertAsync(Sum sum, Moment at, CancellationToken cancellation)
    {
        try
        {
            var asset = new Token((await AskAsync(sum, AssetOf, at, cancellation)).Address(0));
            var assets = (await AskAsync(sum, ConvertToAssets, at, cancellation, BigInteger.Abs(sum.BaseUnits))).Integer(0);
            var described = await TokenDescription.ReadAsync(chain, asset, at.Block, cancellation);
            return described.Doubt is { } doubt
                ? throw new NoPriceException($"{doubt}, and is the asset of the vault {sum.Token}")
                : new Sum(asset, described.Symbol, sum.BaseUnits.Sign * assets, described.Decimals);
        }
        catch (RpcException failed) when (ContractQuestion.IsForgotten(failed))
        {
            throw new NoPriceException($"the endpoint has forgotten what the vault {sum.Token} was worth at {at}: only one that keeps old state (an archive node) knows", failed);
        }
    }

    private Task<AbiValues> AskAsync(Sum sum, AbiFunction function, Moment at, CancellationToken cancellation, params object[] arguments) =>
        ContractQuestion.AskAsync(chain, "vault", sum.Token.Contract, function, at.Block, cancellation, arguments);
}
