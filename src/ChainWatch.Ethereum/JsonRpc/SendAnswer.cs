namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>What an endpoint says to a signed transaction. Only a receipt says what became of it.</summary>
public enum SendAnswer
{
    /// <summary>It is taken, or was taken before.</summary>
    Taken,

    /// <summary>A transaction of the account with this nonce has been mined: this one, or another.</summary>
    NonceTooLow,

    /// <summary>Another one of the account with this nonce waits, and this one does not pay enough more.</summary>
    ReplacementUnderpriced,

    /// <summary>The account cannot pay for it.</summary>
    InsufficientFunds,

    /// <summary>It pays less than the endpoint or the next block takes.</summary>
    FeeTooLow,

    /// <summary>The endpoint could not be reached, or said something else.</summary>
    Unknown,
}

/// <summary>What the errors of real nodes to <c>eth_sendRawTransaction</c> mean. Each row names who says it.</summary>
public static class SendAnswers
{
    private static readonly (string Text, SendAnswer Answer)[] Texts =
    [
        ("already known", SendAnswer.Taken), // Geth, Erigon, Reth
        ("AlreadyKnown", SendAnswer.Taken), // Nethermind
        ("known transaction", SendAnswer.Taken), // Besu, Hardhat, older Geth ("known transaction: 0x…")
        ("already imported", SendAnswer.Taken), // OpenEthereum
        ("nonce too low", SendAnswer.NonceTooLow), // Geth, Erigon, Reth, Besu, Hardhat
        ("nonce is too low", SendAnswer.NonceTooLow), // OpenEthereum
        ("OldNonce", SendAnswer.NonceTooLow), // Nethermind
        ("replacement transaction underpriced", SendAnswer.ReplacementUnderpriced), // Geth, Reth, Besu, Hardhat
        ("could not replace existing", SendAnswer.ReplacementUnderpriced), // Erigon
        ("ReplacementNotAllowed", SendAnswer.ReplacementUnderpriced), // Nethermind
        ("insufficient funds", SendAnswer.InsufficientFunds), // Geth, Erigon, Reth
        ("InsufficientFunds", SendAnswer.InsufficientFunds), // Nethermind
        ("enough funds", SendAnswer.InsufficientFunds), // Hardhat ("Sender doesn't have enough funds to send tx")
        ("exceeds account balance", SendAnswer.InsufficientFunds), // Besu ("Upfront cost exceeds account balance")
        ("underpriced", SendAnswer.FeeTooLow), // Geth ("transaction underpriced")
        ("less than block base fee", SendAnswer.FeeTooLow), // Geth ("max fee per gas less than block base fee")
        ("FeeTooLow", SendAnswer.FeeTooLow), // Nethermind
        ("too low for the next block", SendAnswer.FeeTooLow), // Hardhat ("… maxFeePerGas is too low for the next block …")
        ("below configured minimum", SendAnswer.FeeTooLow), // Besu
    ];

    /// <summary>What a failure to hand a transaction over means. A node that mines at once (Hardhat) tells of a revert although it took it.</summary>
    public static SendAnswer Sort(RpcException failed)
    {
        ArgumentNullException.ThrowIfNull(failed);
        return failed.Failure == RpcFailure.Reverted ? SendAnswer.Taken
            : Array.Find(Texts, row => failed.Message.Contains(row.Text, StringComparison.OrdinalIgnoreCase)) is { Text: not null } row ? row.Answer
            : SendAnswer.Unknown;
    }
}
