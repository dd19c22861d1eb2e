using System.Numerics;
using System.Text;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>What a token says of itself.</summary>
/// <param name="Token">The token.</param>
/// <param name="Symbol">Its symbol without control characters, 32 characters at most; its address where it tells none.</param>
/// <param name="Decimals">Its decimals; 0 where it tells none.</param>
public sealed record TokenDescription(Token Token, string Symbol, int Decimals)
{
    private const int LongestSymbol = 32;
    // What Geth and its kin answer where the token's code ran out of gas or into an invalid opcode, as the first tokens do.
    // Anyone may have a token paid out by a splitter: one that fails must not stop what comes after it.
    internal const int ExecutionFailed = -32000;
    private const int MostDecimals = 77; // 10^77 is the largest power of ten below 2^256.

    /// <summary>Why amounts of the token must not be taken at their word; null where they may.</summary>
    public string? Doubt { get; init; }

    /// <summary>Height of the block that it was asked for; null where that is not known.</summary>
    internal ulong? Block { get; init; }

    /// <summary>Asks the token at the head.</summary>
    public static Task<TokenDescription> ReadAsync(Chain chain, Token token, CancellationToken cancellation) => ReadAsync(chain, token, null, cancellation);

    /// <summary>
    /// Asks the token after a block, so that the same block always gives the same answer, whatever the token says later; at the head
    /// where no endpoint has that state any more, or where no block is given.
    /// </summary>
    public static async Task<TokenDescription> ReadAsync(Chain chain, Token token, (ulong Number, Hash32 Hash)? after, CancellationToken cancellation)
    {
        var at = !token.IsNative && after is { } block && await IsKeptAsync(chain, token, block.Number, cancellation) ? after : null;
        return await AskAsync(
            chain,
            token,
            call => at is var (number, hash) ? chain.CallAtAsync(token.Contract, call, number, hash, cancellation) : chain.CallAsync(token.Contract, call, BlockTag.Latest, cancellation));
    }

    /// <summary>Asks the token after a block of which the endpoint has just told something else.</summary>
    public static Task<TokenDescription> ReadAsync(Chain chain, Token token, ulong block, CancellationToken cancellation) =>
        AskAsync(chain, token, call => chain.CallAsync(token.Contract, call, block, cancellation));

    private static async Task<TokenDescription> AskAsync(Chain chain, Token token, Func<byte[], Task<byte[]>> call)
    {
        if (token.IsNative)
        {
            return new TokenDescription(token, chain.Settings.NativeSymbol, 18);
        }

        var (naming, counting) = (AskAsync(call, "symbol", result => Printable(result.Text(0))), AskAsync(call, "decimals", result => (BigInteger?)result.Integer(0)));
        await Task.WhenAll(naming, counting);
        var (symbol, decimals) = (await naming, await counting);
        return decimals <= MostDecimals
            ? new TokenDescription(token, string.IsNullOrEmpty(symbol) ? token.ToString() : symbol, (int)decimals)
            : new TokenDescription(token, token.ToString(), 0) { Doubt = $"the token {token} does not say how many decimals it has" };
    }

    private static async Task<T?> AskAsync<T>(Func<byte[], Task<byte[]>> call, string question, Func<AbiValues, T> read)
    {
        var function = ContractAbi.Erc20.Function(question);
        try
        {
            return read(function.DecodeResult(await call(function.Encode())));
        }
        catch (Exception silent) when (silent is AbiException or RpcException { Failure: RpcFailure.Reverted } or RpcException { Failure: RpcFailure.Final, Code: ExecutionFailed })
        {
            return default;
        }
    }

    // A token that fails and state that is gone may be the same error: a balance does not fail.
    private static async Task<bool> IsKeptAsync(Chain chain, Token token, ulong number, CancellationToken cancellation)
    {
        try
        {
            await chain.GetBalanceAsync(token.Contract, number, cancellation);
            return true;
        }
        catch (RpcException gone) when (gone.Failure is RpcFailure.Final or RpcFailure.NotSupported || ForgottenState.IsMeantBy(gone))
        {
            return false;
        }
    }

    // A symbol is whatever its author wrote: it must not steer a terminal.
    private static string Printable(string symbol)
    {
        var kept = new StringBuilder();
        foreach (var rune in symbol.EnumerateRunes().Where(rune => Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune)).Take(LongestSymbol))
        {
            kept.Append(rune);
        }

        return kept.ToString();
    }
}
