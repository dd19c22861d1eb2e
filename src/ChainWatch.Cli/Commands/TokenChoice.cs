using System.CommandLine;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Storage;

namespace ChainWatch.Cli.Commands;

/// <summary>A token and an amount of it, as people name them: by symbol or address, in whole tokens.</summary>
internal static class TokenChoice
{
    public static readonly Option<string?> TokenOption = new("--token") { Description = "A recorded token: its symbol or address, or native.", HelpName = "T" };

    public static readonly Option<string?> AmountOption = new("--amount") { Description = "Whole tokens, such as 12.5.", HelpName = "A" };

    /// <summary>The token of a chain; null where the chain has none of that name.</summary>
    /// <exception cref="ChainWatchException">Several tokens of the chain have that symbol.</exception>
    public static TokenDescription? Find(Ledger ledger, ulong chainId, string name)
    {
        var known = ledger.Read(connection => TokenBook.ReadTrusted(connection, chainId)).Values;
        var byAddress = known.FirstOrDefault(token => token.Token.ToString().Equals(name, StringComparison.OrdinalIgnoreCase));
        var bySymbol = known.Where(token => token.Symbol == name).ToList();
        return byAddress ?? (bySymbol.Count <= 1
            ? bySymbol.FirstOrDefault()
            : throw new ChainWatchException(
                Refusal.Refused, "which-token", $"{bySymbol.Count} recorded tokens call themselves {name}.", $"Name one by its address: {string.Join(", ", bySymbol.Select(token => token.Token))}"));
    }

    /// <summary>An amount in base units of a token.</summary>
    /// <exception cref="ChainWatchException">It is none, or nothing.</exception>
    public static BigInteger Parse(string text, TokenDescription token) => BaseUnits.TryParse(text, token.Decimals, out var amount) && amount.Sign > 0
        ? amount
        : throw new ChainWatchException(
            Refusal.Refused, "amount", $"'{text}' is not an amount of {token.Symbol}: write digits, with at most {token.Decimals} after the point, for example 12.5.", "Type the command again.");

    public static ChainWatchException NoToken(string name) => new(
        Refusal.Refused, "no-token", $"{name} is no token that was recorded.", "See the tokens with: chainwatch tax due --by token");
}
