using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Signing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Signing;

/// <summary>Held against what Safe's own contracts and client said of the same transaction.</summary>
public sealed class SafeVectorTests
{
    [Fact]
    public void The_typed_data_is_the_document_that_protocol_kit_hands_to_wallets()
    {
        var expected = SafeVectors.Root.GetProperty("typedData_eth_signTypedData_v4").GetProperty("params")[1];
        var written = JsonNode.Parse(TypedDataExport.Json(SafeVectors.Transaction))!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.GetRawText()), written), written.ToJsonString());
        Assert.Equal(SafeVectors.Transaction.SafeTxHash, TypedDataExport.Document(SafeVectors.Transaction).SigningHash);
    }

    [Theory]
    [InlineData("owner1", 0)]
    [InlineData("owner2", 1)]
    public async Task An_owner_signs_as_protocol_kit_signs(string account, int index)
    {
        using var signer = SafeVectors.Signer(account);
        var signature = await OwnerSigning.SignAsync(SafeVectors.Transaction, SafeVectors.Owners, [], signer, TestContext.Current.CancellationToken);
        Assert.Equal(SafeVectors.KitSignature(index).ToArray(), signature.Bytes.ToArray());
        Assert.Equal(SignatureKind.Eip712, signature.Kind);
    }

    [Fact]
    public void The_blob_is_protocol_kits_whatever_the_order_of_the_signatures()
    {
        var read = SignatureBlob.Check(SafeVectors.Transaction, SafeVectors.Owners, SafeVectors.Threshold, SafeVectors.Blob);
        Assert.Equal(SafeVectors.Blob, SignatureBlob.Assemble(read, SafeVectors.Threshold));
        Assert.Equal(SafeVectors.Blob, SignatureBlob.Assemble(read.Reverse(), SafeVectors.Threshold));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    [InlineData(-31)]
    public void An_eth_sign_signature_is_told_by_its_owner_however_the_wallet_writes_v(int shift)
    {
        var bytes = SafeVectors.Root.GetProperty("safeTx").GetProperty("ethSignVariant").GetProperty("data").Bytes();
        bytes[^1] = (byte)(bytes[^1] + shift);
        var read = SignatureVerification.ByAny(SafeVectors.Owners, SafeVectors.Transaction, bytes);
        Assert.Equal((SignatureKind.EthSign, SafeVectors.Owners[0]), (read.Kind, read.Owner));
        var other = OwnerSignature.Eip712(SafeVectors.Owners[1], SafeVectors.KitSignature(1));
        Assert.Equal(SafeVectors.Case("positiveAlt", "owner1 eth_sign"), SignatureBlob.Assemble([read, other], SafeVectors.Threshold));
    }

    [Fact]
    public async Task An_owner_who_executes_consents_by_it_and_nobody_else_does()
    {
        var blob = SafeVectors.Case("positiveAlt", "v=1");
        var (transaction, owner) = (SafeVectors.Transaction, SafeVectors.Owners[2]);
        var read = SignatureBlob.Check(transaction, SafeVectors.Owners, SafeVectors.Threshold, blob);
        Assert.Equal(blob, SignatureBlob.Assemble(read, SafeVectors.Threshold));
        var approval = Assert.Single(read, signature => !signature.ProvesItself);
        Assert.Equal((SignatureKind.ApprovedHash, owner), (approval.Kind, approval.Owner));

        var fake = new FakeChain();
        var chain = new Chains.Chain(Some.ChainSettings(), fake, new FakeClock());
        var question = ContractAbi.Safe.Function("approvedHashes").Encode(owner, transaction.SafeTxHash);
        fake.Answer(transaction.Safe, question, () => new byte[32]);
        await ChainConsent.ConfirmAsync(chain, transaction, "1.4.1", approval, executor: owner, TestContext.Current.CancellationToken);
        Assert.Empty(fake.Requests);
        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => ChainConsent.ConfirmAsync(
            chain, transaction, "1.4.1", approval, SafeVectors.Relayer, TestContext.Current.CancellationToken));
        Assert.Contains("GS025", refused.Message, StringComparison.Ordinal);

        fake.Answer(transaction.Safe, question, () => [.. new byte[31], 1]);
        await ChainConsent.ConfirmAsync(chain, transaction, "1.4.1", approval, SafeVectors.Relayer, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("one signature only", "GS020")]
    [InlineData("empty", "GS020")]
    [InlineData("wrong order", "GS026")]
    [InlineData("same owner twice", "GS026")]
    [InlineData("non-owner + owner", "GS026")]
    [InlineData("replay", "GS026")]
    public void What_the_Safe_refused_is_refused_before_it_reaches_a_chain(string name, string code)
    {
        var transaction = name == "replay" ? SafeVectors.Transaction with { Nonce = SafeVectors.Transaction.Nonce + 1 } : SafeVectors.Transaction;
        var refused = Assert.Throws<ChainWatchException>(() =>
            SignatureBlob.Check(transaction, SafeVectors.Owners, SafeVectors.Threshold, SafeVectors.Case("negative", name)));
        Assert.Contains(code, refused.Message, StringComparison.Ordinal);
        var recorded = SafeVectors.Root.GetProperty("negative").EnumerateArray().Single(each => each.GetProperty("case").GetString()!.StartsWith(name, StringComparison.Ordinal));
        Assert.Contains(code, recorded.GetProperty("result").GetString()!, StringComparison.Ordinal);
        Assert.Equal(Refusal.Refused, refused.Refusal);
    }

    [Fact]
    public async Task A_Safe_that_owns_a_Safe_signs_by_its_owners_signatures_as_the_tail()
    {
        var recorded = SafeVectors.Root.GetProperty("eip1271");
        var tail = recorded.GetProperty("signatures").Bytes();
        AssertInnerSigners(Hash32.Parse(recorded.GetProperty("safeMessageHash").GetString()!), tail);

        var inner = SafeVectors.Transaction.Safe;
        var outer = SafeVectors.Transaction with { Safe = Some.Address(7) };
        var signature = OwnerSignature.Contract(inner, tail);
        var blob = SignatureBlob.Assemble([signature], threshold: 1);
        Assert.Equal([signature], SignatureBlob.Check(outer, [inner], 1, blob));

        var fake = new FakeChain();
        var chain = new Chains.Chain(Some.ChainSettings(), fake, new FakeClock());
        var selector = recorded.GetProperty("isValidSignature_bytes32_bytes").Bytes();
        var question = AbiContract.Parse("function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)").Functions[0];
        Assert.Equal(selector, question.Selector);
        fake.Answer(inner, question.Encode(outer.SafeTxHash, tail), () => [.. selector, .. new byte[28]]);
        await ChainConsent.ConfirmAsync(chain, outer, "1.5.0", signature, null, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<ChainWatchException>(() =>
            ChainConsent.ConfirmAsync(chain, outer, "1.4.1", signature, null, TestContext.Current.CancellationToken));
        Assert.Contains("reverts", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_batch_is_described_call_by_call_with_amounts_as_people_read_them()
    {
        var token = new Token(Address.Parse(SafeVectors.Root.GetProperty("erc20").GetProperty("address").GetString()!));
        var described = CalldataDescription.Of(SafeVectors.Transaction, new Dictionary<Token, TokenDescription> { [token] = new(token, "fUSD", 6) });
        Assert.Equal(CallRisk.None, described.Risk);
        var escrow = Address.Parse(SafeVectors.Root.GetProperty("accounts").GetProperty("taxEscrow").GetProperty("address").GetString()!);
        Assert.Equal([new Transfer(token, 250_000_000, escrow), new Transfer(token, 750_000_000, SafeVectors.Owners[0])], described.Outflows);
        Assert.Equal($"250 fUSD ({token}) from the Safe {SafeVectors.Transaction.Safe} to {escrow}", described.Calls[0].Text);
        Assert.StartsWith("2 calls in one, by a delegatecall to MultiSendCallOnly 1.4.1 at 0x9641d764fc13c8B624c04430C7356C1C7C8102e2: not every hardware wallet", Assert.Single(described.Warnings), StringComparison.Ordinal);
    }

    private static void AssertInnerSigners(Hash32 digest, byte[] tail)
    {
        for (var i = 0; i < SafeVectors.Threshold; i++)
        {
            var signer = Secp256k1.Recover(digest, Signature.Parse(tail.AsSpan(i * 65, 65))).Address;
            Assert.Contains(signer, SafeVectors.Owners);
        }
    }
}
