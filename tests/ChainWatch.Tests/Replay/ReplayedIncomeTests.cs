using ChainWatch.Recognizing;
using ChainWatch.Replay;
using ChainWatch.Support;

namespace ChainWatch.Tests.Replay;

/// <summary>The real scan over the replay node: what it records is what the chain really paid.</summary>
public sealed class ReplayedIncomeTests
{
    private const string Recorded =
        "SELECT block_number, hex(block_hash), log_index, hex(transaction_hash), occurred_at, hex(payer), hex(token), amount FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1_000)]
    [InlineData(100)]
    public async Task The_ledger_equals_the_truth_and_follows_a_reorg(int ownPerThousand)
    {
        var chain = new ReplayChain(new ReplayOptions { Blocks = 600, OwnPerThousand = ownPerThousand });
        await using var node = await ReplayNode.StartAsync(chain);
        using var books = new TempLedger();
        var watched = Watch(node, books);

        await watched.RecordAsync(null, null, Cancellation);
        AssertTrue(chain, books);

        chain.Reorg(20);
        await watched.RecordAsync(null, null, Cancellation);
        AssertTrue(chain, books);
    }

    private static WatchedChain Watch(ReplayNode node, TempLedger books)
    {
        var chain = Some.ChainSettings(maxBlockRange: 200) with { Endpoints = [node.Endpoint] };
        SourceSettings[] sources =
        [
            Some.Source("erc20-payments", contract: Actors.Coin, beneficiary: Actors.Owner, payers: Actors.Payers),
            Some.Source("payment-splitter", contract: Actors.Splitter, beneficiary: Actors.Owner),
        ];
        return new WatchedChain(new Settings(books.Settings, [chain], sources), chain, books.Ledger, new FakeClock());
    }

    private static void AssertTrue(ReplayChain chain, TempLedger books)
    {
        var truth = chain.Now.Payments().Select(paid => (
            (long)paid.BlockNumber,
            Convert.ToHexString(paid.BlockHash.Bytes),
            (long)paid.LogIndex,
            Convert.ToHexString(paid.TransactionHash.Bytes),
            (long)paid.Time,
            Convert.ToHexString(paid.Payer.Bytes),
            Convert.ToHexString(paid.Token.Bytes),
            $"{paid.Amount}")).ToList();
        Assert.NotEmpty(truth);
        Assert.Equal(truth, books.Query<(long, string, long, string, long, string, string, string)>(Recorded));
    }
}
