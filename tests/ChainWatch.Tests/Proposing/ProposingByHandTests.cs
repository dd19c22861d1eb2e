using System.Numerics;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Support;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Proposing;

/// <summary>What a person has drafted: everything, one token, an amount.</summary>
public sealed class ProposingByHandTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public void Dispose() => _books.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_drafted_however_small()
    {
        _books.Pay(1000, value: "1");
        _books.Pay(1000, value: "1", token: Token.Native);
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Equal(2, await _books.ProposeAsync(new Selection(Small: true)));
    }

    [Fact]
    public async Task One_token_alone_is_drafted()
    {
        _books.Pay(1000);
        _books.Pay(1000, token: Token.Native);
        Assert.Equal(1, await _books.ProposeAsync(new Selection(Token: Books.Coin)));
        Assert.Equal(Books.Coin, _books.Proposals.Single().Transfers.Single().Token);
    }

    [Fact]
    public async Task An_amount_is_drafted_for_no_due_and_counts_toward_the_oldest_once_it_arrived()
    {
        var (first, second) = (_books.Pay(1000, value: "1"), _books.Pay(1000, value: "1"));
        var id = await _books.Proposer.DraftManualAsync(Books.Coin, 250, TreasuryBooks.TaxEscrow, Cancellation);

        var manual = _books.Proposals.Single(proposal => proposal.Id == id);
        Assert.Equal((Purpose.Manual, 250), (manual.Purpose, (int)manual.Transfers.Single().Amount));
        _books.Execute(manual.Hash, arrives: 250);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        Assert.Equal((200, 50), (_books.Books.Balance(first).Escrowed, _books.Books.Balance(second).Escrowed));
    }

    [Fact]
    public async Task More_than_the_treasury_has_is_refused()
    {
        _books.SpendAllBut(100);
        Assert.Equal("too-little", (await Refused(101)).Code);
        await _books.Proposer.DraftManualAsync(Books.Coin, 60, TreasuryBooks.TaxEscrow, Cancellation);
        Assert.Equal("too-little", (await Refused(41)).Code);
    }

    [Fact]
    public async Task One_key_alone_is_asked_for_no_more_than_is_due()
    {
        _books.Safe.Threshold = 1;
        _books.Pay(1000, value: "1");
        Assert.Equal("single-key", (await Refused(201)).Code);
        await _books.Proposer.DraftManualAsync(Books.Coin, 200, TreasuryBooks.TaxEscrow, Cancellation);
    }

    [Fact]
    public async Task Of_two_who_draft_at_once_one_drafts()
    {
        _books.Pay(1000);
        var raced = false;
        _books.Chain.Faults.Before = method =>
        {
            if (method == "eth_call" && !raced)
            {
                raced = true;
                Assert.Equal(1, _books.ProposeAsync().GetAwaiter().GetResult());
            }
        };
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Single(_books.Proposals);
    }

    [Fact]
    public async Task What_nobody_can_value_is_not_asked_of_one_key_and_the_rest_is()
    {
        _books.Safe.Threshold = 1;
        _books.Pay(1000, value: "none");
        _books.Pay(1000, token: Token.Native);

        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Equal(Token.Native, _books.Proposals.Single().Transfers.Single().Token);
        Assert.Contains("Nobody knows what all dues", Assert.Single(_books.Alerts).Message, StringComparison.Ordinal);

        _books.Books.Value(1, "500");
        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Empty(_books.Alerts);
    }

    [Fact]
    public async Task A_failure_while_a_draft_is_confirmed_drafts_nothing()
    {
        _books.Pay(1000);
        _books.Chain.Faults.Before = method =>
        {
            if (method == "eth_getStorageAt")
            {
                throw Some.Failure(RpcFailure.Final);
            }
        };
        await Assert.ThrowsAsync<RpcException>(() => _books.ProposeAsync());
        Assert.Empty(_books.Proposals);
    }

    private Task<ChainWatchException> Refused(BigInteger amount) =>
        Assert.ThrowsAsync<ChainWatchException>(() => _books.Proposer.DraftManualAsync(Books.Coin, amount, TreasuryBooks.TaxEscrow, Cancellation));
}
