using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>What real nodes answer to a signed transaction.</summary>
public sealed class SendAnswersTests
{
    [Theory]
    [InlineData("already known", SendAnswer.Taken)]
    [InlineData("AlreadyKnown", SendAnswer.Taken)]
    [InlineData("Known transaction: 0x5c50…", SendAnswer.Taken)]
    [InlineData("nonce too low: next nonce 5, tx nonce 4", SendAnswer.NonceTooLow)]
    [InlineData("Nonce too low. Expected nonce to be 5 but got 4.", SendAnswer.NonceTooLow)]
    [InlineData("OldNonce, Current nonce: 5, nonce of rejected tx: 4", SendAnswer.NonceTooLow)]
    [InlineData("replacement transaction underpriced", SendAnswer.ReplacementUnderpriced)]
    [InlineData("Replacement transaction underpriced. A gasPrice/maxFeePerGas of at least 2 is necessary", SendAnswer.ReplacementUnderpriced)]
    [InlineData("could not replace existing tx", SendAnswer.ReplacementUnderpriced)]
    [InlineData("insufficient funds for gas * price + value: balance 0, tx cost 5, overshot 5", SendAnswer.InsufficientFunds)]
    [InlineData("Sender doesn't have enough funds to send tx. The max upfront cost is: 5 and the sender's balance is: 0.", SendAnswer.InsufficientFunds)]
    [InlineData("Upfront cost exceeds account balance", SendAnswer.InsufficientFunds)]
    [InlineData("transaction underpriced: gas tip cap 1, minimum needed 5", SendAnswer.FeeTooLow)]
    [InlineData("max fee per gas less than block base fee: address 0x…, maxFeePerGas: 1, baseFee: 5", SendAnswer.FeeTooLow)]
    [InlineData("exceeds block gas limit", SendAnswer.Unknown)]
    [InlineData("the request timed out", SendAnswer.Unknown)]
    public void Are_told_apart(string said, SendAnswer answer) =>
        Assert.Equal(answer, SendAnswers.Sort(new RpcException(RpcFailure.Final, "http://127.0.0.1", "eth_sendRawTransaction", said)));

    [Fact]
    public void A_node_that_mines_at_once_and_tells_of_the_revert_has_taken_it() =>
        Assert.Equal(SendAnswer.Taken, SendAnswers.Sort(new RpcException(RpcFailure.Reverted, "http://127.0.0.1", "eth_sendRawTransaction", "reverted with reason string 'GS026'")));
}
