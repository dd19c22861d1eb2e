using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Ethereum.Tests.Transactions;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Ethereum.TypedData;

namespace ChainWatch.Ethereum.Tests.Keys;

/// <summary>
/// What every signer owes its callers: derive from it, give it the signer, and run. It knows no key, so that a device or a
/// service elsewhere can be put through it as well.
/// </summary>
public abstract class SignerConformance
{
    private const string Document = """
        {"types":{"Note":[{"name":"text","type":"string"}]},"primaryType":"Note","domain":{"name":"Test","chainId":1},"message":{"text":"hello"}}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract ISigner Signer { get; }

    [Fact]
    public async Task Typed_data_is_signed_by_its_address_with_low_s()
    {
        var document = TypedDataDocument.Parse(Document);
        AssertSigned(document.SigningHash, await Signer.SignTypedDataAsync(document, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("0x00")]
    [InlineData("Maks on makstud €")]
    public async Task A_message_is_signed_behind_its_prefix(string text)
    {
        var message = System.Text.Encoding.UTF8.GetBytes(text);
        AssertSigned(PersonalMessage.Hash(message), await Signer.SignMessageAsync(message, Cancellation));
    }

    [Theory]
    [InlineData(TransactionType.Legacy)]
    [InlineData(TransactionType.AccessList)]
    [InlineData(TransactionType.DynamicFee)]
    [InlineData(TransactionType.Blob)]
    [InlineData(TransactionType.SetCode)]
    public async Task A_transaction_comes_back_as_it_was_and_signed(TransactionType type)
    {
        var transaction = Some.Transaction(type);
        Transaction signed;
        try
        {
            signed = await Signer.SignTransactionAsync(transaction, Cancellation);
        }
        catch (SignerException e) when (e.Failure == SignerFailure.NotSupported && type != TransactionType.DynamicFee)
        {
            Assert.Skip($"{type} is not signed here: {e.Message}");
            return;
        }

        Assert.Equal(transaction, signed with { Signature = null });
        Assert.Equal(Signer.Address, signed.RecoverSender());
        Assert.Equal(signed.Encode(), Transaction.Decode(signed.Encode()).Encode());
    }

    [Fact]
    public async Task A_signature_that_is_already_there_is_replaced()
    {
        using var other = PrivateKey.Generate();
        var signed = await Signer.SignTransactionAsync(Some.Transaction(TransactionType.DynamicFee).SignedBy(other), Cancellation);
        Assert.Equal(Signer.Address, signed.RecoverSender());
    }

    [Fact]
    public async Task A_transaction_that_lacks_a_field_is_refused()
    {
        var lacking = Some.Transaction(TransactionType.DynamicFee) with { MaxFeePerGas = null };
        await Assert.ThrowsAsync<TransactionException>(() => Signer.SignTransactionAsync(lacking, Cancellation));
    }

    [Fact]
    public async Task What_is_given_up_beforehand_is_not_signed()
    {
        var givenUp = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Signer.SignMessageAsync(default, givenUp));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Signer.SignTypedDataAsync(TypedDataDocument.Parse(Document), givenUp));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Signer.SignTransactionAsync(Some.Transaction(TransactionType.Legacy), givenUp));
    }

    [Fact]
    public async Task Several_requests_at_once_are_each_answered()
    {
        var messages = Enumerable.Range(0, 16).Select(BitConverter.GetBytes).ToArray();
        var signatures = await Task.WhenAll(messages.Select(message => Signer.SignMessageAsync(message, Cancellation)));
        foreach (var (message, signature) in messages.Zip(signatures))
        {
            AssertSigned(PersonalMessage.Hash(message), signature);
        }
    }

    private void AssertSigned(Hash32 digest, Signature signature)
    {
        Assert.True(signature.IsLowS);
        Assert.Equal(Signer.Address, Secp256k1.Recover(digest, signature).Address);
    }
}
