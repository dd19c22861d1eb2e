using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Signing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Signing;

/// <summary>Whose signature it is, and why one is refused.</summary>
public sealed class SignatureVerificationTests
{
    private static readonly PrivateKey Alice = Signed.Key(1);
    private static readonly PrivateKey Bob = Signed.Key(2);
    private static readonly PrivateKey Mallory = Signed.Key(66);
    private static readonly IReadOnlyList<Address> Owners = [Alice.Address, Bob.Address];

    [Theory]
    [InlineData(0)]
    [InlineData(-27)]
    public void Typed_data_is_taken_with_v_as_wallets_write_it(int shift)
    {
        var transaction = Signed.Transfer();
        var signature = Signed.TypedData(Alice, transaction);
        var bytes = signature.Bytes.ToArray();
        bytes[64] = (byte)(bytes[64] + shift);
        Assert.Equal(signature, SignatureVerification.ByAny(Owners, transaction, bytes));
        Assert.Equal(signature, SignatureVerification.By(Alice.Address, transaction, bytes));
    }

    [Fact]
    public void The_two_signatures_that_anybody_can_make_of_one_are_one()
    {
        var transaction = Signed.Transfer();
        var low = Signed.TypedData(Alice, transaction);
        var message = Signed.Message(Alice, transaction);
        Assert.Equal(low, SignatureVerification.ByAny(Owners, transaction, Signed.WithHighS(low.Bytes.Span)));
        Assert.Equal(message, SignatureVerification.ByAny(Owners, transaction, Signed.WithHighS(message.Bytes.Span)));
        var merged = Confirmations.Merge([low], [SignatureVerification.ByAny(Owners, transaction, Signed.WithHighS(low.Bytes.Span))]);
        Assert.Equal(($"{Alice.Address} has signed already.", 1), (Assert.Single(merged.Remarks), merged.Signatures.Count));
    }

    [Fact]
    public void A_stranger_is_named_and_refused()
    {
        var transaction = Signed.Transfer();
        var refused = Refused(() => SignatureVerification.ByAny(Owners, transaction, Signed.TypedData(Mallory, transaction).Bytes.Span));
        Assert.Contains($"{Mallory.Address} (eip712)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no owner", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_of_another_transaction_is_refused_also_where_only_the_recipient_was_swapped()
    {
        var swapped = Signed.Transfer(to: Mallory.Address);
        var bytes = Signed.TypedData(Alice, Signed.Transfer()).Bytes.ToArray();
        Refused(() => SignatureVerification.ByAny(Owners, swapped, bytes));
        var refused = Refused(() => SignatureVerification.By(Alice.Address, swapped, bytes));
        Assert.Contains($"{Alice.Address} did not sign {swapped.SafeTxHash}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_is_not_ascribed_to_another_owner() =>
        Refused(() => SignatureVerification.By(Bob.Address, Signed.Transfer(), Signed.TypedData(Alice, Signed.Transfer()).Bytes.Span));

    [Theory]
    [InlineData(0, "too short")]
    [InlineData(64, "too short")]
    [InlineData(66, "too long")]
    [InlineData(130, "too long")]
    public void A_signature_of_another_length_is_refused(int length, string reason)
    {
        var bytes = Signed.TypedData(Alice, Signed.Transfer()).Bytes.ToArray();
        Array.Resize(ref bytes, length);
        Assert.Contains(reason, Refused(() => SignatureVerification.ByAny(Owners, Signed.Transfer(), bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_but_the_six_is_refused()
    {
        for (var v = 0; v <= byte.MaxValue; v++)
        {
            var bytes = Signed.TypedData(Alice, Signed.Transfer()).Bytes.ToArray();
            bytes[64] = (byte)v;
            if (v is not (0 or 1 or 27 or 28 or 31 or 32))
            {
                Assert.Contains($"v = {v}", Refused(() => SignatureVerification.ByAny(Owners, Signed.Transfer(), bytes)).Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_signature_out_of_the_curves_range_is_refused()
    {
        byte[] zero = [.. new byte[12], 1, .. new byte[51], 27];
        byte[] high = [.. Enumerable.Repeat((byte)0xff, 64), 27];
        Assert.Contains("order", Refused(() => SignatureVerification.ByAny(Owners, Signed.Transfer(), zero)).Message, StringComparison.Ordinal);
        Assert.Contains("order", Refused(() => SignatureVerification.ByAny(Owners, Signed.Transfer(), high)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_owners_signature_carries_its_tail_and_nothing_behind_it()
    {
        var signature = OwnerSignature.Contract(Alice.Address, [1, 2, 3]);
        Assert.Equal(signature, SignatureVerification.ByAny(Owners, Signed.Transfer(), signature.Bytes.Span));
        Assert.Equal([1, 2, 3], signature.Tail.ToArray());
        byte[] longer = [.. signature.Bytes.Span, 0];
        Assert.Contains("too long", Refused(() => SignatureVerification.ByAny(Owners, Signed.Transfer(), longer)).Message, StringComparison.Ordinal);
        var elsewhere = signature.Bytes.ToArray();
        elsewhere[63] = 66;
        Refused(() => SignatureVerification.ByAny(Owners, Signed.Transfer(), elsewhere));
        for (var length = 66; length < signature.Bytes.Length; length++)
        {
            Refused(() => SignatureVerification.ByAny(Owners, Signed.Transfer(), signature.Bytes.Span[..length]));
        }
    }

    [Theory]
    [InlineData("1.3.0", "isValidSignature(bytes,bytes)")]
    [InlineData("1.4.1+L2", "isValidSignature(bytes,bytes)")]
    [InlineData("1.5.0", "isValidSignature(bytes32,bytes)")]
    public async Task A_contract_owner_is_asked_as_its_Safe_would_ask_it(string version, string signature)
    {
        var transaction = Signed.Transfer();
        var function = Signed.Eip1271.Function(signature);
        object asked = version == "1.5.0" ? transaction.SafeTxHash : (byte[])[0x19, 0x01, .. transaction.DomainSeparator.Bytes, .. transaction.MessageHash.Bytes];
        var fake = new FakeChain();
        fake.Answer(Alice.Address, function.Encode(asked, (byte[])[9]), () => [.. function.Selector, .. new byte[28]]);
        var chain = new Chains.Chain(Some.ChainSettings(), fake, new FakeClock());
        await ConfirmAsync(chain, version, OwnerSignature.Contract(Alice.Address, [9]));
        await RefusedAsync(() => ConfirmAsync(chain, version, OwnerSignature.Contract(Alice.Address, [8])), "reverts");
        await RefusedAsync(() => ConfirmAsync(chain, version, OwnerSignature.Contract(Bob.Address, [9])), "does not accept");
        fake.Answer(Alice.Address, function.Encode(asked, (byte[])[9]), () => new byte[32]);
        await RefusedAsync(() => ConfirmAsync(chain, version, OwnerSignature.Contract(Alice.Address, [9])), "GS024");
        fake.Answer(Alice.Address, function.Encode(asked, (byte[])[9]), () => throw Some.Failure(RpcFailure.Final));
        await Assert.ThrowsAsync<RpcException>(() => ConfirmAsync(chain, version, OwnerSignature.Contract(Alice.Address, [9])));
    }

    private static Task ConfirmAsync(Chains.Chain chain, string version, OwnerSignature signature) =>
        ChainConsent.ConfirmAsync(chain, Signed.Transfer(), version, signature, executor: null, TestContext.Current.CancellationToken);

    private static async Task RefusedAsync(Func<Task> act, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<ChainWatchException>(act)).Message, StringComparison.Ordinal);

    private static ChainWatchException Refused(Action act)
    {
        var refused = Assert.Throws<ChainWatchException>(act);
        Assert.Equal((1, "signature"), (refused.ExitCode, refused.Code));
        return refused;
    }
}
