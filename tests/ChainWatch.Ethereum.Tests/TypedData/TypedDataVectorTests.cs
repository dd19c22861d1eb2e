using System.Text.Json;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.TypedData;

namespace ChainWatch.Ethereum.Tests.TypedData;

public sealed class TypedDataVectorTests
{
    [Fact]
    public void Every_document_of_ethers_has_its_encoding_its_digest_and_its_signature()
    {
        using var set = JsonVectors.Read("ethers-testcases/typed-data.json.gz");
        var (count, signatures) = (0, 0);
        foreach (var test in set.RootElement.EnumerateArray())
        {
            var document = TypedDataDocument.Parse(AsWalletsTakeIt(test));
            Assert.True(test.Text("encoded") == Hex.Encode(document.EncodedMessage.Span), test.Text("name"));
            Assert.Equal(test.Text("digest"), document.SigningHash.ToString());
            Assert.Equal(document.SigningHash, TypedDataDocument.Parse(document.ToString()).SigningHash);
            if (test.TryGetProperty("signature", out var signature))
            {
                using var key = new PrivateKey(test.Bytes("privateKey"));
                Assert.Equal(signature.GetString(), key.Sign(document.SigningHash).ToString());
                signatures++;
            }

            count++;
        }

        Counted.Exactly(130, count);
        Counted.Exactly(1, signatures);
    }

    [Fact]
    public void The_Safe_transaction_of_the_recorded_chain_has_its_hashes_and_its_owners_signatures()
    {
        using var facts = JsonVectors.Read("../facts/safe-vectors.json");
        var recorded = facts.RootElement.GetProperty("safeTx");
        var document = TypedDataDocument.Parse(SafeTx(
            facts.RootElement.GetProperty("chainId").GetUInt64(), facts.RootElement.GetProperty("safe").Text("address"), recorded.GetProperty("data")));
        Assert.Equal(recorded.Text("safeTxHash"), document.SigningHash.ToString());
        Assert.Equal(recorded.Text("domainSeparator"), document.DomainSeparator.ToString());
        Assert.Equal(recorded.Text("safeTxStructHash"), document.MessageHash.ToString());
        Assert.Equal(recorded.Text("encodedTransactionData"), Hex.Encode(document.EncodeForSigning()));
        Assert.Equal(recorded.Text("safeTxTypeHash"), Hex.Encode(document.EncodedMessage.Span[..32]));

        var count = 0;
        foreach (var signature in recorded.GetProperty("signatures").EnumerateArray())
        {
            var signer = Secp256k1.Recover(document.SigningHash, Signature.Parse(signature.Text("data"))).Address;
            Assert.Equal(signature.Text("signer"), signer.ToString());
            count++;
        }

        Counted.Exactly(2, count);
        var variant = recorded.GetProperty("ethSignVariant");
        var signed = variant.Bytes("data");
        signed[64] -= 4;
        var message = PersonalMessage.Hash(document.SigningHash.Bytes);
        Assert.Equal(variant.Text("signer"), Secp256k1.Recover(message, Signature.Parse(signed)).Address.ToString());
    }

    [Fact]
    public void The_Safe_transaction_of_chain_100_has_its_hash()
    {
        using var vector = JsonVectors.Read("safe/safe-tx-hash-vector.json");
        var root = vector.RootElement;
        var document = TypedDataDocument.Parse(SafeTx(root.GetProperty("chainId").GetUInt64(), root.Text("safe"), root.GetProperty("tx")));
        Assert.Equal(root.Text("safeTxHash"), document.SigningHash.ToString());
    }

    private static string AsWalletsTakeIt(JsonElement test) => new JsonObject
    {
        ["types"] = JsonNode.Parse(test.GetProperty("types").GetRawText()),
        ["primaryType"] = test.Text("primaryType"),
        ["domain"] = JsonNode.Parse(test.GetProperty("domain").GetRawText()),
        ["message"] = JsonNode.Parse(test.GetProperty("data").GetRawText()),
    }.ToJsonString();

    private static string SafeTx(ulong chainId, string safe, JsonElement transaction) => $$"""
        {
          "types": {
            "EIP712Domain": [{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
            "SafeTx": [
              {"name":"to","type":"address"},{"name":"value","type":"uint256"},{"name":"data","type":"bytes"},{"name":"operation","type":"uint8"},
              {"name":"safeTxGas","type":"uint256"},{"name":"baseGas","type":"uint256"},{"name":"gasPrice","type":"uint256"},
              {"name":"gasToken","type":"address"},{"name":"refundReceiver","type":"address"},{"name":"nonce","type":"uint256"}]
          },
          "primaryType": "SafeTx",
          "domain": {"chainId": {{chainId}}, "verifyingContract": "{{safe}}"},
          "message": {{transaction.GetRawText()}}
        }
        """;
}
