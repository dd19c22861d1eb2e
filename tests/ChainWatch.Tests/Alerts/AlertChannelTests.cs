using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChainWatch.Alerts;
using ChainWatch.Support;

namespace ChainWatch.Tests.Alerts;

/// <summary>Each thing that happens to an alert is told once, in order, also by a receiver's outage and a restart.</summary>
public sealed class AlertChannelTests : IDisposable
{
    private const string Secret = "correct horse";

    private static readonly Alert Trouble = new("trouble:1", Severity.Warning, "a subject", "Something is “wrong”.", "Do something.");
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(15);

    private readonly TempLedger _temp = new();
    private readonly FakeClock _clock = new();
    private readonly Receiver _receiver = new();
    private readonly List<Webhook> _webhooks = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _webhooks.ForEach(webhook => webhook.Dispose());
        _receiver.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task What_happens_to_an_alert_is_posted_once_each()
    {
        var channel = Open();
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        await channel.RunAsync(Cancellation);
        await channel.RunAsync(Cancellation);
        Assert.Equal(["opened 1"], Told());

        AlertBook.Acknowledge(_temp.Ledger, 1, FakeClock.Start.AddHours(1));
        AlertBook.Close(_temp.Ledger, Trouble.Key, FakeClock.Start.AddHours(2));
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start.AddHours(3));
        await channel.RunAsync(Cancellation);
        await Open().RunAsync(Cancellation);

        Assert.Equal(["opened 1", "acknowledged 1", "closed 1", "opened 2"], Told());
    }

    [Fact]
    public async Task A_post_is_JSON_of_the_documented_shape_signed_with_the_secret()
    {
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        await Open("https-hook?token=abc", secret: Secret).RunAsync(Cancellation);

        var posted = Assert.Single(_receiver.Posted);
        Assert.Equal("/https-hook?token=abc", posted.Path);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(posted.Body))), posted.Signature);
        Assert.Equal(
            """
            {"format":"chainwatch-alert","version":1,"delivery":"1-1767225600-opened","event":"opened","alert":{"id":"1","key":"trouble:1","severity":"warning","subject":"a subject","message":"Something is “wrong”.","hint":"Do something.","openedAt":"2026-01-01T00:00:00Z","acknowledgedAt":null,"closedAt":null}}
            """,
            posted.Body);
    }

    [Fact]
    public async Task A_receiver_that_fails_is_left_alone_ever_longer_and_then_told_what_it_missed()
    {
        var channel = Open();
        _receiver.Answer = 500;
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);

        var failed = await Assert.ThrowsAsync<ChainWatchException>(() => channel.RunAsync(Cancellation));
        Assert.Equal("alert-not-told", failed.Code);
        Assert.Contains("500", failed.Message, StringComparison.Ordinal);
        await channel.RunAsync(Cancellation);
        Assert.Single(_receiver.Posted);

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(failed.Message, (await Assert.ThrowsAsync<ChainWatchException>(() => channel.RunAsync(Cancellation))).Message);
        _clock.Advance(TimeSpan.FromSeconds(9));
        await channel.RunAsync(Cancellation);
        Assert.Equal(2, _receiver.Posted.Count);

        _receiver.Answer = 204;
        AlertBook.Close(_temp.Ledger, Trouble.Key, FakeClock.Start);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await channel.RunAsync(Cancellation);
        Assert.Equal(["opened 1", "opened 1", "opened 1", "closed 1"], Told());

        _receiver.Answer = 500;
        for (var i = 0; i < 30; i++)
        {
            AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
            _clock.Advance(Long);
            await Assert.ThrowsAsync<ChainWatchException>(() => channel.RunAsync(Cancellation));
        }
    }

    [Fact]
    public async Task A_restart_tells_what_is_missing_and_nothing_twice()
    {
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        await Open().RunAsync(Cancellation);
        AlertBook.Raise(_temp.Ledger, Trouble with { Key = "other" }, FakeClock.Start);
        _receiver.Answer = 503;
        await Assert.ThrowsAsync<ChainWatchException>(() => Open().RunAsync(Cancellation));

        _receiver.Answer = 200;
        await Open().RunAsync(Cancellation);
        await Open().RunAsync(Cancellation);

        Assert.Equal(["opened 1", "opened 2", "opened 2"], Told());
    }

    [Fact]
    public async Task A_new_channel_is_told_of_what_is_open_and_not_of_what_is_over()
    {
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        AlertBook.Close(_temp.Ledger, Trouble.Key, FakeClock.Start);
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);

        await Open().RunAsync(Cancellation);
        await Open(name: "another").RunAsync(Cancellation);

        Assert.Equal(["opened 2", "opened 2"], Told());
    }

    [Theory]
    [InlineData(302)]
    [InlineData(404)]
    public async Task Whatever_is_no_success_is_a_failure_and_no_redirect_is_followed(int answer)
    {
        _receiver.Answer = answer;
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);

        await Assert.ThrowsAsync<ChainWatchException>(() => Open().RunAsync(Cancellation));

        Assert.Equal("/", Assert.Single(_receiver.Posted).Path);
    }

    [Fact]
    public async Task Credentials_are_sent_and_never_said()
    {
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        var url = new UriBuilder(_receiver.Url) { UserName = "user", Password = "pass%20word", Path = "/T000/B000", Query = "key=xyz" }.Uri;
        await Open(url: url).RunAsync(Cancellation);
        Assert.Equal("Basic " + Convert.ToBase64String("user:pass word"u8), Assert.Single(_receiver.Posted).Authorization);

        _receiver.Dispose();
        var failed = await Assert.ThrowsAsync<ChainWatchException>(() => Open(url: url, name: "gone").RunAsync(Cancellation));
        foreach (var secret in new[] { "user", "pass", "T000", "xyz", "127.0.0.1" })
        {
            Assert.DoesNotContain(secret, $"{failed.Message} {failed.Hint} {failed.InnerException}", StringComparison.Ordinal);
            Assert.DoesNotContain(secret, _temp.Dump("alert_channel", "alert_delivery"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void A_secret_that_is_empty_or_missing_is_refused_by_the_name_of_its_file(string? content)
    {
        var file = Path.Combine(_temp.Folder, "secret");
        if (content is not null)
        {
            File.WriteAllText(file, content);
        }

        var refused = Assert.Throws<ChainWatchException>(() => new Webhook(new WebhookSettings("webhook", _receiver.Url, file)));

        Assert.Equal("configuration", refused.Code);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    private AlertChannel Open(string path = "", string name = "webhook", string? secret = null, Uri? url = null)
    {
        var file = secret is null ? null : Path.Combine(_temp.Folder, "secret");
        if (file is not null)
        {
            File.WriteAllText(file, secret + "\n");
        }

        _webhooks.Add(new Webhook(new WebhookSettings(name, url ?? new Uri(_receiver.Url, path), file)));
        return new AlertChannel(_webhooks[^1], _temp.Ledger, _clock);
    }

    private IEnumerable<string> Told() => _receiver.Posted.Select(posted => JsonDocument.Parse(posted.Body).RootElement)
        .Select(json => $"{json.GetProperty("event").GetString()} {json.GetProperty("alert").GetProperty("id").GetString()}");
}
