using ChainWatch.Ethereum.Rlp;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.Tests.Transactions;

public sealed class TransactionDecodingTests
{
    [Theory]
    [InlineData(TransactionType.Legacy)]
    [InlineData(TransactionType.AccessList)]
    [InlineData(TransactionType.DynamicFee)]
    [InlineData(TransactionType.Blob)]
    [InlineData(TransactionType.SetCode)]
    public void No_bytes_throw_anything_else_and_what_is_read_is_written_as_it_was(TransactionType type)
    {
        var valid = (Some.Transaction(type) with
        {
            AccessList = type == TransactionType.Legacy ? [] : [new AccessListEntry(Address.Zero, [Hash32.Zero])],
        }).SignedBy(Some.Key).Encode();
        var random = new Random((int)type);
        var read = 0;
        for (var i = 0; i < Counted.Million / 5; i++)
        {
            var bytes = i < valid.Length ? valid[..i] : Mutated(valid, random);
            try
            {
                Assert.True(bytes.AsSpan().SequenceEqual(Transaction.Decode(bytes).Encode()));
                read++;
            }
            catch (TransactionException)
            {
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Counted.Million / 5} strings around a transaction of type {type}, {read} read");
        Assert.InRange(read, 1, (Counted.Million / 5) - 1);
    }

    [Fact]
    public void A_blob_transaction_with_its_blobs_is_refused_clearly()
    {
        var block = Some.Transaction(TransactionType.Blob).SignedBy(Some.Key).Encode();
        var writer = new RlpWriter();
        writer.StartList();
        writer.WriteEncoded(block.AsSpan(1));
        foreach (var list in (string[])["blobs", "commitments", "proofs"])
        {
            writer.StartList();
            writer.WriteBytes(System.Text.Encoding.ASCII.GetBytes(list));
            writer.EndList();
        }

        writer.EndList();
        var error = Assert.Throws<TransactionException>(() => Transaction.Decode((byte[])[3, .. writer.ToArray()]));
        Assert.Contains("with its blobs", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00c0")]
    [InlineData("05c0")]
    [InlineData("7ec0")]
    [InlineData("7f")]
    [InlineData("80")]
    [InlineData("02")]
    [InlineData("0280")]
    [InlineData("c0")]
    public void What_is_no_transaction_is_refused(string hex) =>
        Assert.Equal("envelope", Assert.Throws<TransactionException>(() => Transaction.Decode(Convert.FromHexString(hex))).Field);

    [Fact]
    public void A_transaction_that_lacks_what_its_type_has_or_has_what_it_lacks_is_not_encoded()
    {
        var legacy = Some.Transaction(TransactionType.Legacy);
        var dynamic = Some.Transaction(TransactionType.DynamicFee);
        var blob = Some.Transaction(TransactionType.Blob);
        AssertRefused("gasPrice", legacy with { GasPrice = null });
        AssertRefused("gasPrice", legacy with { GasPrice = -1 });
        AssertRefused("gasPrice", dynamic with { GasPrice = 1 });
        AssertRefused("maxFeePerGas", legacy with { MaxFeePerGas = 1 });
        AssertRefused("maxFeePerGas", dynamic with { MaxFeePerGas = null });
        AssertRefused("maxPriorityFeePerGas", dynamic with { MaxPriorityFeePerGas = null });
        AssertRefused("value", legacy with { Value = System.Numerics.BigInteger.One << 256 });
        AssertRefused("chainId", dynamic with { ChainId = null });
        AssertRefused("chainId", legacy with { ChainId = 0 });
        AssertRefused("accessList", legacy with { AccessList = [new AccessListEntry(Address.Zero, [])] });
        AssertRefused("to", blob with { To = null });
        AssertRefused("maxFeePerBlobGas", blob with { MaxFeePerBlobGas = null });
        AssertRefused("blobVersionedHashes", dynamic with { BlobVersionedHashes = [Hash32.Zero] });
        AssertRefused("authorizationList", dynamic with { AuthorizationList = [new Authorization(0, Address.Zero, 0, 0, 0, 0)] });
        AssertRefused("type", dynamic with { Type = (TransactionType)9 });
        Assert.Equal("signature", Assert.Throws<TransactionException>(() => dynamic.Encode()).Field);
    }

    [Theory]
    [InlineData(1ul)]
    [InlineData(ulong.MaxValue)]
    public void The_smallest_and_the_largest_chain_id_go_through_v(ulong chainId)
    {
        var signed = (Some.Transaction(TransactionType.Legacy) with { ChainId = chainId }).SignedBy(Some.Key);
        var read = Transaction.Decode(signed.Encode());
        Assert.Equal(chainId, read.ChainId);
        Assert.Equal(Some.Key.Address, read.RecoverSender());
    }

    private static void AssertRefused(string field, Transaction transaction) =>
        Assert.Equal(field, Assert.Throws<TransactionException>(() => transaction.ComputeSigningHash()).Field);

    private static byte[] Mutated(byte[] valid, Random random)
    {
        byte[] bytes = [.. valid];
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            bytes[random.Next(random.Next(2) == 0 ? bytes.Length : 30)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
