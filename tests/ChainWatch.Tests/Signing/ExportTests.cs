using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using ChainWatch.Signing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Signing;

/// <summary>Other forms in which a transaction goes out: Transaction Builder files, and QR codes.</summary>
public sealed class ExportTests
{
    [Fact]
    public void A_Transaction_Builder_file_holds_the_calls_of_a_batch()
    {
        var transaction = SafeVectors.Transaction;
        var file = JsonNode.Parse(TransactionBuilderFile.Json(transaction, "escrow", "proposal 1", FakeClock.Start))!;
        var calls = SafeVectors.Root.GetProperty("safeTx").GetProperty("calls").EnumerateArray().ToList();
        Assert.Equal("31337", file["chainId"]!.GetValue<string>());
        Assert.Equal(calls.Count, file["transactions"]!.AsArray().Count);
        foreach (var (index, call) in calls.Index())
        {
            var written = file["transactions"]![index]!;
            Assert.Equal(Address.Parse(call.GetProperty("to").GetString()!).ToString(), written["to"]!.GetValue<string>());
            Assert.Equal(call.GetProperty("value").GetString(), written["value"]!.GetValue<string>());
            Assert.Equal(call.GetProperty("data").GetString(), written["data"]!.GetValue<string>());
        }
    }

    // Computed by Safe's own algorithm (safe-react-apps, tx-builder, checksum.ts) under Node, over the same file without one.
    [Theory]
    [InlineData("0xa905", "0xcdea50e716724dd11a91889d3e4bccaa86bfcadadb112b8454616bfbdd6fb18b")]
    [InlineData("0x", "0x436d9ece24f0e2b4c4792ff06cd62cc30beb5a1209ebe216b2e58aba6a2a73b7")]
    public void The_checksum_is_the_Transaction_Builders_own(string data, string checksum)
    {
        var transaction = new SafeTransaction(
            31337, Address.Parse("0x6aA762D09C59661eC7FBACEea4A220d03aAe5128"), 0, Address.Parse("0x8A791620dd6260079BF849Dc5567aDC3F2FdC318"), 5, Hex.Decode(data));
        var file = JsonNode.Parse(TransactionBuilderFile.Json(transaction, "x <&> é", "a \"b\" + c é <&>", FakeClock.Start))!;
        Assert.Equal(checksum, file["meta"]!["checksum"]!.GetValue<string>());
    }

    [Fact]
    public void Foreign_code_goes_into_no_Transaction_Builder_file() => Assert.Throws<ChainWatchException>(() =>
        TransactionBuilderFile.Json(Signed.Transfer() with { Operation = SafeOperation.DelegateCall }, "", "", FakeClock.Start));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(480)]
    [InlineData(481)]
    [InlineData(5000)]
    public void Pieces_scanned_in_any_order_and_twice_make_the_whole(int length)
    {
        var whole = new byte[length];
        new Random(length).NextBytes(whole);
        var parts = BundleParts.Split(whole);
        Assert.All(parts, part => Assert.True(BundleParts.IsPart(System.Text.Encoding.ASCII.GetBytes(part))));
        Assert.Equal(whole, BundleParts.Join(string.Join("\r\n", parts.Reverse().Append(parts[0]))));
    }

    [Fact]
    public void A_piece_that_is_missing_damaged_or_of_another_whole_is_refused()
    {
        var parts = BundleParts.Split(new byte[1200]);
        var missing = Assert.Throws<ChainWatchException>(() => BundleParts.Join($"{parts[0]}\n{parts[2]}"));
        Assert.Contains("missing: 2", missing.Message, StringComparison.Ordinal);
        string[] wrong =
        [
            "",
            "chainwatch:1/1",
            $"{parts[0]}\n{parts[1]}\n{BundleParts.Split(new byte[1201])[2]}",
            $"{parts[0]}\n{parts[1]}\n{parts[2].Replace("AAA", "AAB", StringComparison.Ordinal)}",
            $"{parts[0]}\n{parts[1]}\n{parts[2]}*",
            parts[0].Replace("1/3", "4/3", StringComparison.Ordinal),
            parts[0].Replace("1/3", "-1/3", StringComparison.Ordinal),
        ];
        Assert.All(wrong, text => Assert.Equal("bundle", Assert.Throws<ChainWatchException>(() => BundleParts.Join(text)).Code));
    }
}
