using System.Numerics;
using System.Text;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Ethereum.Tests.Proofs;

/// <summary>Deposits of the OP stack (type 0x7e), of real chains, are encoded as those chains do.</summary>
public sealed class OptimismDepositTests
{
    private const int Deposit = 0x7e;

    private static BlockTransactions Block { get; } = Decode(OptimismAnswers.Block, BlockAnswer.ReadOrNull)!;

    [Fact]
    public void A_real_block_with_a_deposit_hashes_to_its_hash_and_has_its_transactions_root()
    {
        Assert.Equal([Deposit, 2, 2, 2, 2, 2], Block.Transactions.Select(transaction => transaction.Type));
        Assert.Equal(VerdictKind.Holds, HeaderHash.Check(Block.Header).Kind);
        Assert.Equal(VerdictKind.Holds, BlockRoots.CheckTransactions(Block.Header, Block.Transactions).Kind);
        Assert.All(Block.Transactions, transaction => Assert.Equal(transaction.Hash, Keccak256.Hash(transaction.Encoded!.Value.Span)));
    }

    [Fact]
    public void Every_transaction_of_it_is_proved_to_be_in_it_and_nobody_can_say_who_signed_the_deposit()
    {
        List<ReadOnlyMemory<byte>> encoded = [.. Block.Transactions.Select(transaction => transaction.Encoded!.Value)];
        foreach (var transaction in Block.Transactions)
        {
            var proof = new TransactionProof { Header = HeaderRlp.Encode(Block.Header), Index = transaction.Index, Nodes = PatriciaTrie.ProveInList(encoded, transaction.Index) };
            Assert.Equal(
                transaction.Type == Deposit ? VerdictKind.CannotTell : VerdictKind.Holds,
                TransactionProof.Check(proof.Verify(Block.Header.Hash), transaction).Kind);
        }
    }

    [Theory]
    [InlineData("\"sourceHash\":\"0x35dd", "\"sourceHash\":\"0x36dd")]
    [InlineData("\"mint\":\"0x0\"", "\"mint\":\"0x1\"")]
    [InlineData("\"gas\":\"0xf4240\"", "\"gas\":\"0xf4241\"")]
    [InlineData("\"mint\":\"0x0\"", "\"mint\":\"0x0\",\"isSystemTx\":true")]
    public void A_deposit_that_says_something_else_is_not_in_the_block(string told, string other)
    {
        var block = Decode(OptimismAnswers.Block.Replace(told, other, StringComparison.Ordinal), BlockAnswer.ReadOrNull)!;

        Assert.Equal(VerdictKind.Fails, BlockRoots.CheckTransactions(block.Header, block.Transactions).Kind);
        Assert.Equal(VerdictKind.Fails, TransactionProof.Check(block.Transactions[0].Encoded!.Value, block.Transactions[0]).Kind);
    }

    [Fact]
    public void A_real_deposit_that_brings_ether_mints_what_it_moves()
    {
        var bridged = Decode(OptimismAnswers.Bridged, TransactionAnswer.Read);

        Assert.Equal(bridged.Hash, Keccak256.Hash(bridged.Encoded!.Value.Span));
        Assert.Equal((Deposit, BigInteger.Parse("656890000000000000000", System.Globalization.CultureInfo.InvariantCulture)), (bridged.Type, bridged.Mint));
        Assert.Equal(bridged.Mint, bridged.Value);
    }

    private static T Decode<T>(string json, AnswerDecoder<T> decode) => AnswerReader.Decode(Encoding.UTF8.GetBytes(json.Trim()), decode);
}
