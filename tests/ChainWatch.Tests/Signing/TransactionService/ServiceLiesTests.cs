using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Support;

namespace ChainWatch.Tests.Signing.TransactionService;

/// <summary>The service is somebody else's computer: nothing that it makes up is believed.</summary>
public sealed class ServiceLiesTests
{
    public static TheoryData<string, string, string> OtherTransactions => new()
    {
        { "to", $"\"{Some.Stranger}\"", $"to is {Some.Stranger}, not " },
        { "value", "\"1\"", "value is 1, not 0" },
        { "data", "null", "data is 0x, not 0xa9059cbb" },
        { "operation", "1", "operation is 1, not 0" },
        { "nonce", "\"4\"", "nonce is 4, not 3" },
        { "nonce", "4", "nonce is 4, not 3" },
        { "safe", $"\"{Some.Stranger}\"", $"safe is {Some.Stranger}, not " },
        { "gasPrice", "\"7\"", "gasPrice is 7, not 0" },
        { "safeTxGas", "\"7\"", "safeTxGas is 7, not 0" },
        { "refundReceiver", $"\"{Some.Stranger}\"", $"refundReceiver is {Some.Stranger}, not " },
    };

    [Theory]
    [MemberData(nameof(OtherTransactions))]
    public async Task Another_transaction_under_the_same_hash_is_refused_and_the_difference_told(string member, string value, string reason)
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1));
        board.Service.Board.Lie = shown => shown[member] = JsonNode.Parse(value);

        var refused = await PublicationTests.Refused(() => board.FetchAsync());

        Assert.Equal("forged-transaction", refused.Code);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal("forged-transaction", (await PublicationTests.Refused(() => board.PublishAsync(board.SignedBy(1), board.SignedBy(2)))).Code);
        Assert.Single(board.Sent);
    }

    [Fact]
    public async Task A_forged_signature_in_an_owners_name_is_refused()
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1));
        using var stranger = Signed.Key(9);
        board.Service.Board.Lie = shown => Confirm(shown, board.Owners[1], Signed.TypedData(stranger, Board.Transaction).Bytes);

        var refused = await PublicationTests.Refused(() => board.FetchAsync());

        Assert.Equal("signature", refused.Code);
        Assert.Contains($"{board.Owners[1]} did not sign", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_of_another_transaction_is_refused()
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1));
        using var owner = Signed.Key(2);
        board.Service.Board.Lie = shown => Confirm(shown, owner.Address, Signed.TypedData(owner, Signed.Transfer(nonce: 4)).Bytes);
        Assert.Contains($"{owner.Address} did not sign", (await PublicationTests.Refused(() => board.FetchAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_signature_of_a_stranger_is_left_out_and_named()
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1));
        using var stranger = Signed.Key(9);
        board.Service.Board.Lie = shown => Confirm(shown, stranger.Address, Signed.TypedData(stranger, Board.Transaction).Bytes);

        var fetched = await board.FetchAsync();

        Assert.Equal([board.SignedBy(1)], fetched.Signatures);
        Assert.Contains($"{stranger.Address} is no owner", Assert.Single(fetched.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_it_was_executed_the_service_may_say_and_it_changes_nothing()
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1));
        board.Service.Board.Lie = shown => (shown["isExecuted"], shown["isSuccessful"], shown["transactionHash"]) = (true, true, $"{Some.Hash(1)}");
        Assert.Equal([board.SignedBy(1)], (await board.FetchAsync()).Signatures);
    }

    public static TheoryData<string, string> Nonsense => new()
    {
        { "", "it is not JSON" },
        { "<html>", "it is not JSON" },
        { "[]", "operation is missing" },
        { """{"operation":0,"operation":0}""", "a member that stands twice" },
        { """{"operation":2}""", "safe is missing" },
        { """{"operation":-1}""", "operation is no whole number" },
        { $$"""{"operation":0,"safe":"{{Some.Stranger.ToString().ToLowerInvariant()}}x"}""", "safe is no address" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_refused_and_the_place_is_named(string body, string reason)
    {
        await using var board = new Board();
        board.Service.Staged.Enqueue(new(200, body));
        var refused = await PublicationTests.Refused(() => board.FetchAsync());
        Assert.Equal((Refusal.Refused, "service-answer"), (refused.Refusal, refused.Code));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static void Confirm(JsonObject shown, Address owner, ReadOnlyMemory<byte> signature) =>
        shown["confirmations"]!.AsArray().Add((JsonNode)new JsonObject { ["owner"] = $"{owner}", ["signature"] = Hex.Encode(signature.Span) });
}
