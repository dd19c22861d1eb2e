using ChainWatch.Support.TransactionService;

namespace ChainWatch.Tests.Signing.TransactionService;

/// <summary>What may pass is tried again, what stays is told with its reason, and the key never is.</summary>
public sealed class ServiceFailureTests
{
    public static TheoryData<ServiceReply> Passing => new(
        new ServiceReply(429, "{}") { Wait = "7" },
        new ServiceReply(500, "oh"),
        new ServiceReply(502, "<html>"),
        new ServiceReply(503, """{"exception":"Problem connecting to Ethereum network"}"""),
        new ServiceReply(200, """{"safe":"0x""") { Cut = true });

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_is_not_even_noticed(ServiceReply failure)
    {
        await using var board = new Board();
        await board.PublishAsync(board.SignedBy(1));
        board.Service.Staged.Enqueue(failure);
        Assert.Single((await board.FetchAsync()).Signatures);
        Assert.True(board.Clock.Waited >= TimeSpan.FromSeconds(failure.Wait is null ? 0 : 7), $"{board.Clock.Waited}");
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_stays_is_told_as_unreachable(ServiceReply failure)
    {
        await using var board = new Board();
        for (var i = 0; i < 10; i++)
        {
            board.Service.Staged.Enqueue(failure);
        }

        var failed = await PublicationTests.Refused(() => board.FetchAsync());
        Assert.Equal((Refusal.Unreachable, "service-unreachable"), (failed.Refusal, failed.Code));
        Assert.Equal(4, board.Service.Requests.Count);
    }

    [Fact]
    public async Task Who_asks_for_more_patience_than_a_command_has_is_not_waited_for()
    {
        await using var board = new Board();
        board.Service.Staged.Enqueue(new ServiceReply(429) { Wait = "3600" });
        var failed = await PublicationTests.Refused(() => board.FetchAsync());
        Assert.Contains("HTTP 429, and it asks to wait 01:00:00", failed.Message, StringComparison.Ordinal);
        Assert.Single(board.Service.Requests);
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_given_up()
    {
        await using var board = new Board(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 10; i++)
        {
            board.Service.Staged.Enqueue(new ServiceReply(200) { Never = true });
        }

        Assert.Contains("no whole answer within", (await PublicationTests.Refused(() => board.FetchAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_refused()
    {
        await using var board = new Board();
        board.Service.Staged.Enqueue(new ServiceReply(200, new string(' ', (4 << 20) + 1)));
        var refused = await PublicationTests.Refused(() => board.FetchAsync());
        Assert.Equal("service-answer", refused.Code);
        Assert.Contains("larger than 4194304 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Single(board.Service.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task It_is_not_followed_elsewhere(int status)
    {
        await using var board = new Board();
        await using var elsewhere = new Board();
        board.Service.Staged.Enqueue(new ServiceReply(status) { Location = elsewhere.Service.Url.AbsoluteUri });
        Assert.Contains("not followed", (await PublicationTests.Refused(() => board.FetchAsync())).Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Service.Requests);
    }

    [Fact]
    public async Task Its_refusal_is_shown_in_its_words_but_neither_the_key_nor_what_steers_a_terminal()
    {
        await using var board = new Board();
        board.Service.Staged.Enqueue(new ServiceReply(404));
        board.Service.Staged.Enqueue(new ServiceReply(422, $"Nonce already executed \u001b[2J {Board.Key}"));
        var refused = await PublicationTests.Refused(() => board.PublishAsync(board.SignedBy(1)));
        Assert.Equal("service-refused", refused.Code);
        Assert.Contains("Nonce already executed ?[2J (the key)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_wrong_key_is_told_without_it(int status)
    {
        await using var board = new Board();
        board.Service.Staged.Enqueue(new ServiceReply(status, Board.Key));
        var refused = await PublicationTests.Refused(() => board.FetchAsync());
        Assert.Equal("service-key", refused.Code);
        Assert.DoesNotContain(Board.Key, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_takes_a_proposal_and_does_not_have_it_is_not_believed()
    {
        await using var board = new Board();
        board.Service.Staged.Enqueue(new ServiceReply(404));
        board.Service.Staged.Enqueue(new ServiceReply(201));
        Assert.Equal("not-published", (await PublicationTests.Refused(() => board.PublishAsync(board.SignedBy(1)))).Code);
    }
}
