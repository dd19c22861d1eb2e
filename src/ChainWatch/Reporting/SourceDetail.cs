using System.Globalization;
using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>What the owner holds of a vault: gains that are not withdrawn are reported here and booked nowhere.</summary>
/// <param name="Shares">Base units of shares.</param>
/// <param name="Cost">What they cost, by average cost.</param>
/// <param name="Worth">What the vault gives for them at the head; null when the chain could not be asked.</param>
/// <param name="UnrealizedGain">Worth less cost; null likewise.</param>
/// <param name="Unavailable">Why the chain could not be asked.</param>
public sealed record Position(string Shares, Amount Cost, Amount? Worth, Amount? UnrealizedGain, string? Unavailable);

/// <summary>A source with its totals, what it yields and, for a vault, what is held of it.</summary>
public sealed record SourceDetailReport(SourceStatus Source, IReadOnlyList<IncomeTotal> Totals, Position? Position, SourceYield Yield)
{
    /// <summary>How far a balance that grows by itself is booked; null for a kind that has none, and before it began.</summary>
    public AccrualStatus? Accrual { get; init; }

    /// <summary>Of a source that blocks are looked through for: which of its payments the endpoints let be seen; null for any other.</summary>
    public string? Sees { get; init; }
}

/// <summary>What is known of one source?</summary>
public static class SourceDetail
{
    /// <summary>Reads the ledger, and asks the chain what a position is worth now.</summary>
    public static async Task<SourceDetailReport> ReadAsync(
        Ledger ledger, Settings settings, SourceSettings source, TimeProvider clock, CancellationToken cancellation)
    {
        var status = SourceList.Read(ledger, settings).Single(status => status.Name == source.Name);
        var position = await ReadPositionAsync(ledger, settings, source, clock, cancellation);
        var yield = SourceYields.Read(ledger, settings, source, clock.GetUtcNow(), position);
        return new SourceDetailReport(status, IncomeTotals.Read(ledger, source.Name), position, yield) { Accrual = AccrualStatus.Read(ledger, source), Sees = await ReadSeenAsync(settings, source, clock, cancellation) };
    }

    private static async Task<string?> ReadSeenAsync(Settings settings, SourceSettings source, TimeProvider clock, CancellationToken cancellation)
    {
        if (!SourceKinds.IsPaidInCoin(source.Kind))
        {
            return null;
        }

        try
        {
            var chain = Chain.Open(settings.ChainOf(source), clock);
            return await SourceKinds.OpenAsync(source, chain, cancellation) is ICoinRecognizer coin ? await coin.DescribeAsync(chain, cancellation) : null;
        }
        catch (RpcException failed)
        {
            return $"cannot be told now: {failed.Message}";
        }
    }

    private static async Task<Position?> ReadPositionAsync(
        Ledger ledger, Settings settings, SourceSettings source, TimeProvider clock, CancellationToken cancellation)
    {
        if (!SourceKinds.HasShares(source.Kind))
        {
            return null;
        }

        var asset = ledger.Read(connection => connection.QueryFirstOrDefault<Row>(
            """
            SELECT m.token, t.symbol, t.decimals FROM movement m
            JOIN source s ON s.id = m.source_id
            JOIN token t ON t.chain_id = m.chain_id AND t.address = m.token
            WHERE s.name = @Name AND m.contract = @Contract AND m.beneficiary = @Beneficiary
            """,
            new { source.Name, source.Contract, source.Beneficiary }));
        if (asset is null)
        {
            return null;
        }

        var held = SourceBook.HeldNow(ledger, source);
        var shares = held.Shares.ToString(CultureInfo.InvariantCulture);
        try
        {
            var worth = await AskWorthAsync(settings, source, held.Shares, clock, cancellation);
            return new Position(shares, asset.AmountOf(held.Cost), asset.AmountOf(worth), asset.AmountOf(worth - held.Cost), null);
        }
        catch (Exception failed) when (failed is RpcException or AbiException)
        {
            return new Position(shares, asset.AmountOf(held.Cost), null, null, failed.Message);
        }
    }

    private static async Task<BigInteger> AskWorthAsync(
        Settings settings, SourceSettings source, BigInteger shares, TimeProvider clock, CancellationToken cancellation)
    {
        var convert = ContractAbi.Erc4626Vault.Function("convertToAssets");
        var chain = Chain.Open(settings.ChainOf(source), clock);
        return convert.DecodeResult(await chain.CallAsync(source.Contract, convert.Encode(shares), BlockTag.Latest, cancellation)).Integer(0);
    }

    private sealed class Row
    {
        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public Amount AmountOf(BigInteger baseUnits) => Amount.Of(Token, Symbol, Decimals, baseUnits);
    }
}
