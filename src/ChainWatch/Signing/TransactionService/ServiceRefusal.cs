using System.Net;
using System.Text;

namespace ChainWatch.Signing.TransactionService;

/// <summary>What is said when a service cannot be used.</summary>
internal static class ServiceRefusal
{
    private const int MostWords = 300;

    public static ChainWatchException NotConfigured(string? chain = null) => new(
        Refusal.Refused,
        "no-service",
        $"Escrow: TransactionService: no Safe Transaction Service{(chain is null ? "" : $" of {chain}")} is configured, and so nothing is published.",
        "Name one (docs/configuration.md), or carry signatures by bundle: chainwatch escrow export ID");

    public static ChainWatchException Senseless(string reason, Exception? cause = null) => new(
        Refusal.Refused,
        "service-answer",
        $"The Safe Transaction Service answers what makes no sense: {reason}.",
        "Is Escrow:TransactionService:Url such a service, of this chain? Nothing was taken up.",
        cause);

    public static ChainWatchException Unreachable(PassingFailureException failed) => new(
        Refusal.Unreachable, "service-unreachable", $"The Safe Transaction Service cannot be reached: {failed.Message}.", "Nothing is lost; type the command again later.", failed);

    /// <summary>What a final status means. The service's own words are shown, but for the key.</summary>
    public static ChainWatchException Of(HttpStatusCode status, ReadOnlySpan<byte> body, string? key) => (int)status switch
    {
        401 or 403 => new ChainWatchException(
            Refusal.Refused, "service-key", $"The Safe Transaction Service wants another key (HTTP {(int)status}).", "Write the right one into the file that Escrow:TransactionService:ApiKeyFile names."),
        >= 300 and < 400 => Senseless($"it sends ChainWatch elsewhere (HTTP {(int)status}), which is not followed"),
        400 or 409 or 422 or 451 => new ChainWatchException(
            Refusal.Refused, "service-refused", $"The Safe Transaction Service refuses (HTTP {(int)status}): {Words(body, key)}", "Nothing was changed in the ledger; see the proposal with: chainwatch escrow show ID"),
        _ => Senseless($"HTTP {(int)status}: {Words(body, key)}"),
    };

    // What a stranger wrote must not steer the terminal, and what it repeats of the key must not be shown.
    private static string Words(ReadOnlySpan<byte> body, string? key)
    {
        var text = Encoding.UTF8.GetString(body);
        text = key is null ? text : text.Replace(key, "(the key)", StringComparison.Ordinal);
        return string.Concat(text.Take(MostWords).Select(letter => letter is >= ' ' and < (char)0x7f ? letter : '?')) + (text.Length > MostWords ? "..." : "");
    }
}
