using System.Text.Json.Nodes;

namespace ChainWatch.Tests.Signing.TransactionService;

/// <summary>A proposal goes to the owners' wallets and their signatures come back.</summary>
public sealed class PublicationTests
{
    [Fact]
    public async Task A_signed_transaction_is_published_in_the_name_of_who_signed_and_with_every_signature()
    {
        await using var board = new Board();

        var published = await board.PublishAsync(board.SignedBy(1), board.MessageOf(2));

        Assert.Equal(board.Owners[0], published.Proposer);
        Assert.Equal([board.Owners[0], board.Owners[1]], published.Confirmations.Select(confirmation => confirmation.Owner));
        Assert.Equal(
            [$"/api/v2/safes/{Signed.Safe}/multisig-transactions/", $"/api/v1/multisig-transactions/{Board.Transaction.SafeTxHash}/confirmations/"],
            board.Sent.Select(request => request.Path));
        Assert.All(board.Service.Requests, request => Assert.Equal($"Bearer {Board.Key}", request.Authorization));
        var body = JsonNode.Parse(board.Sent.First().Body)!;
        Assert.Equal($"{Board.Transaction.SafeTxHash}", body["contractTransactionHash"]!.GetValue<string>());
        Assert.Equal($"{board.Owners[0]}", body["sender"]!.GetValue<string>());
    }

    [Fact]
    public async Task Publishing_again_adds_only_the_signatures_that_the_service_lacks()
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1));
        await board.PublishAsync(board.SignedBy(1));
        Assert.Single(board.Sent);

        var published = await board.PublishAsync(board.SignedBy(1), board.SignedBy(3));

        Assert.Equal([board.Owners[0], board.Owners[2]], published.Confirmations.Select(confirmation => confirmation.Owner));
        Assert.Equal(2, board.Sent.Count());
    }

    [Fact]
    public async Task What_no_owner_has_signed_is_not_published()
    {
        await using var board = new Board();
        using var stranger = Signed.Key(9);
        Assert.Equal("unsigned", (await Refused(() => board.PublishAsync())).Code);
        Assert.Equal("unsigned", (await Refused(() => board.PublishAsync(Signed.TypedData(stranger, Board.Transaction)))).Code);
        Assert.Empty(board.Service.Requests);
    }

    [Fact]
    public async Task Signatures_of_typed_data_and_of_messages_come_back_and_prove_themselves()
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1));
        await board.ConfirmElsewhereAsync(board.MessageOf(2));

        var fetched = await board.FetchAsync();

        Assert.Equal([board.SignedBy(1), board.MessageOf(2)], fetched.Signatures);
        Assert.Empty(fetched.LeftOut);
    }

    [Fact]
    public async Task The_signature_of_somebody_who_is_no_owner_any_more_is_left_out_and_named()
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1), board.SignedBy(2));

        var fetched = await board.FetchAsync(without: board.Owners[1]);

        Assert.Equal([board.SignedBy(1)], fetched.Signatures);
        Assert.Contains($"{board.Owners[1]} is no owner", Assert.Single(fetched.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_never_published_is_neither_fetched_nor_taken_away()
    {
        await using var board = new Board();
        Assert.Equal("not-published", (await Refused(() => board.FetchAsync())).Code);
        Assert.Equal("not-published", (await Refused(() => board.WithdrawAsync(1))).Code);
    }

    [Fact]
    public async Task Who_published_takes_it_away_and_nobody_else_does()
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(2), board.SignedBy(1));
        board.Clock.Advance(TimeSpan.FromMinutes(59));

        Assert.Equal("not-proposer", (await Refused(() => board.WithdrawAsync(1))).Code);
        Assert.NotNull(board.Shown);
        await board.WithdrawAsync(2);

        Assert.Null(board.Shown);
        Assert.Equal(board.Clock.GetUtcNow().ToUnixTimeSeconds() / 3600, board.Service.Board.LastTotp);
    }

    [Fact]
    public async Task A_deletion_whose_answer_is_lost_is_done_once_and_said_to_be_done()
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1));

        // The service did it, and the answer did not arrive: what is sent again finds nothing.
        await board.Client.DeleteAsync(Board.Transaction, Deletion(board), TestContext.Current.CancellationToken);
        await board.Client.DeleteAsync(Board.Transaction, Deletion(board), TestContext.Current.CancellationToken);

        Assert.Null(board.Shown);
        Assert.Equal(2, board.Sent.Count(request => request.Method == "DELETE"));
    }

    internal static async Task<ChainWatchException> Refused(Func<Task> act) => await Assert.ThrowsAsync<ChainWatchException>(act);

    private static Ethereum.Crypto.Signature Deletion(Board board)
    {
        using var key = Signed.Key(1);
        return key.Sign(ChainWatch.Signing.TransactionService.DeleteRequest.Document(Board.Transaction, board.Clock.GetUtcNow()).SigningHash);
    }
}
