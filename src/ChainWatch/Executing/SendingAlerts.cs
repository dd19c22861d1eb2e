using ChainWatch.Alerts;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Executing;

/// <summary>Why a signed transaction does not get on.</summary>
internal static class SendingAlerts
{
    public const string ExecutionPrefix = "execution:";

    public static string Key(Sending sending) => $"sending:{sending.ChainId}:{sending.Sender}:{sending.Nonce}";

    /// <summary>Trouble with executing a proposal; it ends with the proposal.</summary>
    public static string ExecutionKey(long proposalId) => $"{ExecutionPrefix}{proposalId}";

    public static Alert Failed(Sending sending, ulong block) => new(
        ExecutionKey(sending.ProposalId!.Value),
        Severity.Warning,
        $"proposal {sending.ProposalId}",
        $"Transaction {sending.TransactionHash}, which was to execute proposal {sending.ProposalId}, was mined in block {block} and failed; the keeper does not try again.",
        $"Find out why, and then type: chainwatch escrow execute {sending.ProposalId} --key NAME");

    public static Alert NotTaken(Sending sending, SendAnswer answer, string? said) => Of(sending, Severity.Warning, $"is not taken: {Words(answer)}{(said is null ? "" : $" ({said})")}", Hint(answer));

    public static Alert Unclear(Sending sending) => Of(
        sending,
        Severity.Critical,
        "is in no block, and another transaction used its nonce",
        "Look whether the transfer was made from elsewhere before anything else is sent for the proposal.");

    private static Alert Of(Sending sending, Severity severity, string what, string hint) =>
        new(Key(sending), severity, $"transaction {sending.TransactionHash}", $"The transaction of {sending.Sender} with nonce {sending.Nonce} {what}.", hint);

    private static string Words(SendAnswer answer) => answer switch
    {
        SendAnswer.InsufficientFunds => "the account cannot pay for its gas",
        SendAnswer.FeeTooLow => "it pays less than the chain takes now",
        SendAnswer.ReplacementUnderpriced => "another one of the account waits with this nonce",
        _ => "the endpoint does not take it",
    };

    private static string Hint(SendAnswer answer) => answer switch
    {
        SendAnswer.InsufficientFunds => "Send the account some coins.",
        SendAnswer.FeeTooLow or SendAnswer.ReplacementUnderpriced => "It is replaced with higher fees by the keeper, or type again: chainwatch escrow execute ID --key NAME",
        _ => "It is sent again until it is mined or its nonce is used; see whether the endpoint works with: chainwatch check",
    };
}
