using System.Text;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Signing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Signing;

/// <summary>Bundles go through strangers' hands: what comes back is believed in nothing.</summary>
public sealed class BundleFormatTests
{
    private static readonly PrivateKey Alice = Signed.Key(1);
    private static readonly PrivateKey Bob = Signed.Key(2);

    private static SignatureBundle Bundle => new SignatureBundle(Signed.Transfer(), "1.4.1", [])
        .With(Signed.TypedData(Alice, Signed.Transfer())).With(Signed.Message(Bob, Signed.Transfer()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bundle_comes_back_as_it_went(bool indented)
    {
        var json = BundleFormat.Write(Bundle, indented);
        var read = BundleFormat.Parse(json);
        Assert.Equal(Bundle.Transaction.SafeTxHash, read.Transaction.SafeTxHash);
        Assert.Equal(Bundle.Signatures, read.Signatures);
        Assert.Equal(json, BundleFormat.Write(read, indented));
    }

    [Fact]
    public void It_has_exactly_the_members_that_were_promised()
    {
        var json = JsonNode.Parse(BundleFormat.Write(Bundle))!.AsObject();
        Assert.Equal(
            ["format", "version", "chainId", "safe", "safeVersion", "transaction", "domainSeparator", "messageHash", "safeTxHash", "signatures"],
            json.Select(member => member.Key));
        Assert.Equal(
            ["to", "value", "data", "operation", "safeTxGas", "baseGas", "gasPrice", "gasToken", "refundReceiver", "nonce"],
            json["transaction"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["owner", "signature"], json["signatures"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal(31337, json["chainId"]!.GetValue<int>());
    }

    [Fact]
    public void Every_member_is_required_typed_and_named_when_it_is_wrong()
    {
        foreach (var path in Members(JsonNode.Parse(BundleFormat.Write(Bundle))!, ""))
        {
            Refused(path, parent => parent.Remove(Name(path)));
            Refused(path, parent => parent[Name(path)] = new JsonObject { ["x"] = 1 });
            Refused(path, parent => parent[Name(path)] = true);
            Refused(path, parent => parent[Name(path)] = -1);
            Refused(path, parent => parent[Name(path)] = 1.5);
            Refused(path, parent => parent[Name(path)] = "\u001b[2J");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("transaction")]
    [InlineData("signatures[0]")]
    public void A_member_more_is_refused(string path)
    {
        var json = JsonNode.Parse(BundleFormat.Write(Bundle))!;
        At(json, path)["note"] = "ignore the recipient";
        Assert.Contains("note", Parse(json).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("domainSeparator")]
    [InlineData("messageHash")]
    [InlineData("safeTxHash")]
    public void A_forged_hash_is_refused_by_its_name(string name)
    {
        var json = JsonNode.Parse(BundleFormat.Write(Bundle))!;
        json[name] = Some.Hash(1).ToString();
        var refused = Parse(json);
        Assert.Equal(("forged-bundle", 1), (refused.Code, refused.ExitCode));
        Assert.Contains($" {name}:", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chainId", "domainSeparator")]
    [InlineData("safe", "domainSeparator")]
    [InlineData("transaction.to", "messageHash")]
    [InlineData("transaction.value", "messageHash")]
    [InlineData("transaction.data", "messageHash")]
    [InlineData("transaction.operation", "messageHash")]
    [InlineData("transaction.safeTxGas", "messageHash")]
    [InlineData("transaction.baseGas", "messageHash")]
    [InlineData("transaction.gasPrice", "messageHash")]
    [InlineData("transaction.gasToken", "messageHash")]
    [InlineData("transaction.refundReceiver", "messageHash")]
    [InlineData("transaction.nonce", "messageHash")]
    public void Whatever_is_changed_in_what_is_signed_shows_in_a_hash(string path, string hash)
    {
        var json = JsonNode.Parse(BundleFormat.Write(Bundle))!;
        var place = At(json, Parent(path));
        place[Name(path)] = place[Name(path)] switch
        {
            JsonValue text when text.TryGetValue<string>(out var was) => was.Length == 42 ? Some.Stranger.ToString() : was.StartsWith("0x", StringComparison.Ordinal) ? was + "00" : "1" + was,
            _ => 1,
        };
        var refused = Parse(json);
        Assert.Equal("forged-bundle", refused.Code);
        Assert.Contains($" {hash}:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_swapped_recipient_with_all_hashes_made_anew_is_refused_by_its_signatures()
    {
        var forged = new SignatureBundle(Signed.Transfer(to: Some.Stranger), "1.4.1", Bundle.Signatures);
        var refused = Assert.Throws<ChainWatchException>(() => BundleFormat.Parse(BundleFormat.Write(forged)));
        Assert.Contains("did not sign", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_or_format_is_refused_before_anything_else()
    {
        Assert.Contains("version 1", Parse(new JsonObject { ["format"] = "chainwatch-safe-bundle", ["version"] = 2 }).Message, StringComparison.Ordinal);
        Assert.Contains("chainwatch-safe-bundle", Parse(new JsonObject { ["format"] = "other", ["version"] = 1 }).Message, StringComparison.Ordinal);
        Assert.Contains("format", Parse(new JsonArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_who_stands_twice_an_over_long_signature_and_an_old_Safe_are_refused()
    {
        var twice = JsonNode.Parse(BundleFormat.Write(Bundle))!;
        twice["signatures"]!.AsArray().Add(twice["signatures"]![0]!.DeepClone());
        Assert.Contains("twice", Parse(twice).Message, StringComparison.Ordinal);
        var longer = JsonNode.Parse(BundleFormat.Write(Bundle))!;
        longer["signatures"]![0]!["signature"] = longer["signatures"]![0]!["signature"]!.GetValue<string>() + "00";
        Assert.Contains("too long", Parse(longer).Message, StringComparison.Ordinal);
        var old = JsonNode.Parse(BundleFormat.Write(Bundle))!;
        old["safeVersion"] = "1.1.1";
        Assert.Contains("1.1.1", Parse(old).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_JSON_too_large_or_says_a_thing_twice_is_refused()
    {
        var text = Encoding.UTF8.GetString(BundleFormat.Write(Bundle));
        byte[][] wrong = [[], [0xff, 0xfe], Encoding.UTF8.GetBytes(text[..^10]), Encoding.UTF8.GetBytes(text + "{}"), new byte[BundleFormat.MaxSize + 1], Encoding.UTF8.GetBytes(text.Replace("{", "{\"version\": 1,", StringComparison.Ordinal))];
        Assert.All(wrong, bytes => Assert.Equal("bundle", Assert.Throws<ChainWatchException>(() => BundleFormat.Parse(bytes)).Code));
    }

    [Fact]
    public void A_bundle_of_another_chain_or_Safe_or_with_a_stranger_is_refused()
    {
        Bundle.RequireFor((31337UL, Signed.Safe));
        Assert.Equal("wrong-chain", Assert.Throws<ChainWatchException>(() => Bundle.RequireFor((1UL, Signed.Safe))).Code);
        Assert.Equal("wrong-safe", Assert.Throws<ChainWatchException>(() => Bundle.RequireFor((31337UL, Some.Stranger))).Code);
        Bundle.RequireOwners([Alice.Address, Bob.Address]);
        var refused = Assert.Throws<ChainWatchException>(() => Bundle.RequireOwners([Alice.Address]));
        Assert.Contains($"{Bob.Address} is no owner", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merging_adds_and_never_replaces()
    {
        var merged = Confirmations.Merge(Bundle.Signatures, [Signed.TypedData(Bob, Signed.Transfer()), OwnerSignature.Approved(Some.Owner)]);
        Assert.Equal([OwnerSignature.Approved(Some.Owner)], merged.Added);
        Assert.All(Bundle.Signatures, signature => Assert.Contains(signature, merged.Signatures));
        Assert.Contains("what is there stays", Assert.Single(merged.Remarks), StringComparison.Ordinal);
        Assert.Equal(merged.Signatures.OrderBy(signature => signature.Owner), merged.Signatures);
    }

    private static void Refused(string path, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(BundleFormat.Write(Bundle))!;
        change(At(json, Parent(path)));
        var message = Parse(json).Message;
        Assert.Contains(Name(path), message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', message);
    }

    private static ChainWatchException Parse(JsonNode json) =>
        Assert.Throws<ChainWatchException>(() => BundleFormat.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())));

    private static IEnumerable<string> Members(JsonNode node, string path) => node.AsObject().ToList().SelectMany(member =>
    {
        var here = path.Length == 0 ? member.Key : $"{path}.{member.Key}";
        return member.Value is JsonObject ? Members(member.Value, here).Append(here)
            : member.Value is JsonArray ? Members(member.Value[0]!, $"{here}[0]").Append(here)
            : [here];
    });

    private static JsonObject At(JsonNode json, string path) => path switch
    {
        "" => json.AsObject(),
        "signatures[0]" => json["signatures"]![0]!.AsObject(),
        _ => json[path]!.AsObject(),
    };

    private static string Parent(string path) => path.LastIndexOf('.') is >= 0 and var dot ? path[..dot] : "";

    private static string Name(string path) => path[(path.LastIndexOf('.') + 1)..];
}
