using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Executing;

/// <summary>What a TaxSplitter sends to the escrow closes the dues of what it was paid.</summary>
public sealed class SplitterReleasesTests : IDisposable
{
    private static readonly Address Splitter = Some.Address(60);

    private readonly TreasuryBooks _books = new();

    public SplitterReleasesTests() => _books.Chain.Deploy(Splitter, Answer);

    private int Rate { get; set; } = 2000;

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task A_release_in_a_final_block_closes_the_oldest_dues_of_the_splitter_whoever_called_it()
    {
        var (own, first, second) = (_books.Pay(5000), PayIn(1000), PayIn(500));
        var block = Release(250);
        _books.FinalTo(block.Number - 1);
        await _books.ReleasesAsync(Splitter);
        Assert.Equal(0, _books.Escrowed);

        _books.FinalToHead();
        await _books.ReleasesAsync(Splitter);

        Assert.Equal((0, 200, 50), (_books.Books.Balance(own).Escrowed, _books.Books.Balance(first).Escrowed, _books.Books.Balance(second).Escrowed));
        Assert.Empty(_books.Alerts);
        _books.MustBeSound();
    }

    [Fact]
    public async Task What_is_beyond_the_dues_is_credit_and_covers_the_next_payment()
    {
        await _books.DraftAsync(1000);
        var first = PayIn(1000);
        Release(300);
        _books.FinalToHead();
        await _books.ReleasesAsync(Splitter);
        Assert.Equal((200, 0), (_books.Books.Balance(first).Escrowed, _books.Books.Balance(1).Escrowed));

        var next = PayIn(400);
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Equal((80, 0), (_books.Books.Balance(next).Escrowed, _books.Books.Balance(1).Escrowed));
        _books.MustBeSound();
    }

    [Fact]
    public async Task Reading_the_same_blocks_again_enters_nothing_twice()
    {
        PayIn(1000);
        Release(100);
        Release(100, inOneWith: 100);
        _books.FinalToHead();
        await _books.ReleasesAsync(Splitter);
        var once = _books.Dump();
        _books.Books.Temp.Execute("UPDATE splitter_cursor SET next_block = 0");
        await _books.ReleasesAsync(Splitter);

        Assert.Equal((once, 300), (_books.Dump(), _books.Escrowed));
        _books.MustBeSound();
    }

    [Fact]
    public async Task What_did_not_arrive_is_not_counted_and_somebody_is_told()
    {
        PayIn(1000);
        _books.Chain.Mine(
            Emitted.Transfer(200, from: Splitter, to: Some.Stranger, by: Some.Coin),
            Released(Some.Coin, 200));
        _books.FinalToHead();
        await _books.ReleasesAsync(Splitter);
        Assert.Equal(0, _books.Escrowed);
        Assert.Contains("200 base units", Assert.Single(_books.Alerts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_nobody_was_paid_in_is_nothing_to_account_for()
    {
        _books.Chain.DeployCountingToken(Some.Address(61));
        _books.Chain.Mine(Emitted.Transfer(200, from: Splitter, to: TreasuryBooks.TaxEscrow, by: Some.Address(61)), Released(Some.Address(61), 200));
        _books.FinalToHead();
        await _books.ReleasesAsync(Splitter);
        Assert.Equal(0, _books.Escrowed);
        Assert.Empty(_books.Alerts);
    }

    [Fact]
    public async Task A_rate_below_what_is_due_is_told_until_the_rest_is_set_aside()
    {
        Rate = 1500;
        PayIn(1000);
        _books.Chain.Mine(Emitted.Transfer(1000, to: Splitter, by: Some.Coin));
        _books.FinalToHead();
        await _books.RatesAsync(Splitter);
        Assert.StartsWith("50 base units", Assert.Single(_books.Alerts).Message, StringComparison.Ordinal);

        Release(150, rest: 850);
        _books.FinalToHead();
        await _books.ReleasesAsync(Splitter);
        await _books.RatesAsync(Splitter);
        Assert.StartsWith("50 base units", Assert.Single(_books.Alerts).Message, StringComparison.Ordinal);

        var id = await _books.Proposer.DraftManualAsync(Books.Coin, 50, TreasuryBooks.TaxEscrow, TestContext.Current.CancellationToken);
        _books.Execute(_books.Proposals.Single(proposal => proposal.Id == id).Hash, arrives: 50);
        _books.FinalToHead();
        await _books.ReconcileAsync();
        await _books.RatesAsync(Splitter);
        Assert.Empty(_books.Alerts);
        _books.MustBeSound();
    }

    [Fact]
    public async Task What_waits_to_be_released_at_the_rate_that_is_due_is_nothing_to_tell()
    {
        PayIn(1000);
        _books.Chain.Mine(Emitted.Transfer(1000, to: Splitter, by: Some.Coin));
        _books.FinalToHead();
        await _books.RatesAsync(Splitter);
        Assert.Empty(_books.Alerts);
    }

    [Fact]
    public async Task Ether_is_told_by_the_escrows_balance()
    {
        var id = PayIn(1000, Token.Native);
        var block = _books.Chain.Mine(Released(Address.Zero, 200));
        _books.Chain.Hold(TreasuryBooks.TaxEscrow, number => number >= block.Number ? 207 : 7);
        _books.FinalToHead();
        await _books.ReleasesAsync(Splitter);
        Assert.Equal(200, _books.Books.Balance(id).Escrowed);
    }

    private long PayIn(BigInteger amount, Token? token = null)
    {
        var id = _books.Pay(amount, token: token);
        _books.Books.Temp.Execute("UPDATE income SET beneficiary = @Splitter WHERE id = @id", new { Splitter, id });
        return id;
    }

    private BlockHeader Release(BigInteger amount, BigInteger? inOneWith = null, BigInteger? rest = null)
    {
        var transaction = Some.Hash((int)_books.Chain.Head.Number + 500);
        List<Log> logs = [];
        foreach (var part in new[] { amount, inOneWith ?? 0 }.Where(part => part.Sign > 0))
        {
            logs.Add(Emitted.Transfer(part, from: Splitter, to: TreasuryBooks.TaxEscrow, by: Some.Coin) with { TransactionHash = transaction });
            logs.Add(Emitted.Transfer(rest ?? 0, from: Splitter, to: Some.Stranger, by: Some.Coin) with { TransactionHash = transaction });
            logs.Add(Released(Some.Coin, part) with { TransactionHash = transaction });
        }

        return _books.Chain.Mine(logs);
    }

    private static Log Released(Address token, BigInteger amount) => Some.Log(Splitter, ContractAbi.TaxSplitter.Event("Released"), token, amount, 4 * amount, 2000);

    private byte[]? Answer(ulong block, ReadOnlyMemory<byte> data)
    {
        var releasable = ContractAbi.TaxSplitter.Function("releasable");
        var transfer = ContractAbi.Erc20.Event("Transfer");
        if (!data.Span.StartsWith(releasable.Selector))
        {
            return null;
        }

        var balance = _books.Chain.AllLogs.Where(log => log.Address == Some.Coin && log.BlockNumber <= block && transfer.Matches(log)).Select(transfer.Decode)
            .Aggregate(BigInteger.Zero, (sum, move) => sum + (move.Address(1) == Splitter ? move.Integer(2) : 0) - (move.Address(0) == Splitter ? move.Integer(2) : 0));
        var escrow = ((balance * Rate) + 9999) / 10_000;
        return AbiCodec.Encode([.. releasable.Outputs.Select(output => output.Type)], [escrow, balance - escrow]);
    }
}
