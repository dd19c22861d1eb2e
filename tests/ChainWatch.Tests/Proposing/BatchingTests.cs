using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Support;
using ChainWatch.Tests.Signing;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Proposing;

/// <summary>Several transfers in one Safe transaction: asked for by hand, through the one contract that is known.</summary>
public sealed class BatchingTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public BatchingTests() => _books.DeployBatchContract();

    public void Dispose() => _books.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_tokens_are_one_delegatecall_that_makes_a_plain_call_for_each()
    {
        var (first, ether, second) = (_books.Pay(1000), _books.Pay(5000, token: Token.Native), _books.Pay(501));

        Assert.Equal(1, await _books.BatchAsync());

        var batch = _books.Proposals.Single();
        Assert.Equal(
            (ProposalState.Draft, Purpose.Escrow, SafeOperation.DelegateCall, TreasuryBooks.BatchContract, BigInteger.Zero, BigInteger.Zero),
            (batch.State, batch.Purpose, batch.Transaction.Operation, batch.Transaction.To, batch.Transaction.Value, batch.Transaction.Nonce));
        Assert.Equal([new Transfer(Token.Native, 1000, TreasuryBooks.TaxEscrow), new Transfer(Books.Coin, 301, TreasuryBooks.TaxEscrow)], batch.Transfers);
        Assert.True(MultiSendBatch.TryRead(batch.Transaction, out var calls));
        Assert.Equal(
            [
                (0, TreasuryBooks.TaxEscrow, 1000, "0x"),
                (0, Some.Coin, 0, Hex.Encode(ContractAbi.Erc20.Function("transfer").Encode(TreasuryBooks.TaxEscrow, (BigInteger)301))),
            ],
            calls.Select(call => ((int)call.Operation, call.To, (int)call.Value, Hex.Encode(call.Data.Span))));
        var dues = _books.Ledger.Read(connection => ProposalBook.DuesByToken(connection, 1));
        Assert.Equal([ether], dues[Token.Native].Select(due => due.IncomeId));
        Assert.Equal([first, second], dues[Books.Coin].Select(due => due.IncomeId));
    }

    [Fact]
    public async Task The_worker_never_batches()
    {
        _books.Pay(1000);
        _books.Pay(1000, token: Token.Native);
        Assert.Equal(2, await _books.ProposeAsync());
        Assert.All(_books.Proposals, proposal => Assert.Equal(SafeOperation.Call, proposal.Transaction.Operation));
    }

    [Fact]
    public async Task One_transfer_is_a_plain_call_and_none_is_nothing()
    {
        _books.DeployBatchContract([0xfe]);
        Assert.Null(await _books.BatchAsync());
        _books.Pay(1000);
        Assert.Equal(1, await _books.BatchAsync());
        Assert.Equal((SafeOperation.Call, Some.Coin), (_books.Proposals[0].Transaction.Operation, _books.Proposals[0].Transaction.To));
    }

    [Fact]
    public async Task What_waits_in_an_open_draft_is_batched_once_that_is_rejected()
    {
        _books.Pay(1000);
        _books.Pay(1000, token: Token.Native);
        await _books.ProposeAsync();
        Assert.Null(await _books.BatchAsync());

        await _books.RejectAsync(1);
        await _books.RejectAsync(2);
        Assert.Equal(3, await _books.BatchAsync());
        Assert.Equal((2, BigInteger.Zero), (_books.Proposals[2].Transfers.Count, _books.Proposals[2].Transaction.Nonce));
        Assert.Equal(0, await _books.ProposeAsync());
    }

    [Fact]
    public async Task A_batch_holds_only_what_the_treasury_can_pay()
    {
        _books.Pay(1000);
        _books.Pay(500);
        _books.Pay(1000, token: Token.Native);
        _books.SpendAllBut(250);
        await _books.BatchAsync();
        Assert.Equal([(Token.Native, 200), (Books.Coin, 200)], _books.Proposals[0].Transfers.Select(transfer => (transfer.Token, (int)transfer.Amount)));
        Assert.Contains("50 base units", Assert.Single(_books.Alerts).Message, StringComparison.Ordinal);
        Assert.Equal(50, (int)await SpendableAsync());
    }

    [Theory]
    [InlineData(false, "there is no code")]
    [InlineData(true, "hashes to")]
    public async Task Other_code_at_the_canonical_address_is_refused(bool isThere, string says)
    {
        if (isThere)
        {
            _books.DeployBatchContract([0x60, 0x00]);
        }
        else
        {
            _books.DeployBatchContract([]);
        }

        _books.Pay(1000);
        _books.Pay(1000, token: Token.Native);
        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => _books.BatchAsync());
        Assert.Equal("no-batch", refused.Code);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Contains("chainwatch escrow propose --all", refused.Hint, StringComparison.Ordinal);
        Assert.Empty(_books.Proposals);
        Assert.Equal(2, await _books.ProposeAsync());
    }

    [Fact]
    public async Task A_Safe_that_hashes_otherwise_is_asked_for_no_batch()
    {
        _books.Pay(1000);
        _books.Pay(1000, token: Token.Native);
        _books.Safe.HashesOtherwise = true;
        Assert.Equal(SafeReader.UnknownSafe, (await Assert.ThrowsAsync<ChainWatchException>(() => _books.BatchAsync())).Code);
        Assert.Empty(_books.Proposals);
    }

    [Fact]
    public async Task Of_a_batch_and_a_worker_that_draft_at_once_one_drafts()
    {
        _books.Pay(1000);
        _books.Pay(1000, token: Token.Native);
        var raced = false;
        _books.Chain.Faults.Before = method =>
        {
            if (method == "eth_call" && !raced)
            {
                raced = true;
                Assert.Equal(2, _books.ProposeAsync().GetAwaiter().GetResult());
            }
        };
        Assert.Equal("meanwhile", (await Assert.ThrowsAsync<ChainWatchException>(() => _books.BatchAsync())).Code);
        Assert.Equal(2, _books.Proposals.Count);
    }

    [Fact]
    public async Task An_account_of_one_key_batches_nothing()
    {
        _books.Treasury = _books.Treasury with { Kind = TreasuryKind.Eoa };
        Assert.Equal("no-batch", (await Assert.ThrowsAsync<ChainWatchException>(() => _books.BatchAsync())).Code);
    }

    [Fact]
    public async Task Every_other_delegatecall_is_refused_and_a_plain_call_asks_nothing()
    {
        _books.Pay(1000);
        _books.Pay(1000, token: Token.Native);
        await _books.BatchAsync();
        var batch = _books.Proposals[0].Transaction;
        var chain = new Chain(Some.ChainSettings(), _books.Chain, _books.Books.Clock);
        await Batching.ConfirmAsync(chain, batch, Cancellation);
        await Batching.ConfirmAsync(chain, Signed.Transfer(), Cancellation);

        var delegating = batch.Data.ToArray();
        delegating[4 + 64] = 1;
        foreach (var wrong in (SafeTransaction[])
        [
            batch with { To = Some.Stranger },
            batch with { Value = 1 },
            batch with { Data = batch.Data[..^1] },
            batch with { Data = delegating },
            Signed.Transfer() with { Operation = SafeOperation.DelegateCall },
        ])
        {
            Assert.Equal("no-batch", (await Assert.ThrowsAsync<ChainWatchException>(() => Batching.ConfirmAsync(chain, wrong, Cancellation))).Code);
        }

        _books.DeployBatchContract([0x60, 0x00]);
        Assert.Equal("no-batch", (await Assert.ThrowsAsync<ChainWatchException>(() => Batching.ConfirmAsync(chain, batch, Cancellation))).Code);
    }

    [Theory]
    [InlineData("1.3.0", "0x40A2aCCbd92BCA938b02010E17A5b8929b49130D on localnet: there is no code; MultiSendCallOnly 1.3.0 does not stand at 0xA1dabEF33b3B82c7814B6D82A79e50F4AC44102B")]
    [InlineData("1.5.0", "MultiSendCallOnly 1.5.0 does not stand at 0xA83c336B20401Af773B6219BA5027174338D1836")]
    [InlineData("eoa", "there is no MultiSendCallOnly for a Safe of version eoa")]
    public async Task Each_version_has_its_own_and_no_other_is_taken(string version, string says)
    {
        var chain = new Chain(Some.ChainSettings(), _books.Chain, _books.Books.Clock);
        Assert.Equal(TreasuryBooks.BatchContract, await Batching.FindAsync(chain, "1.4.1", Cancellation));
        Assert.Contains(says, (await Assert.ThrowsAsync<ChainWatchException>(() => Batching.FindAsync(chain, version, Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_a_call_is_packed() => Assert.Throws<ArgumentException>(() => MultiSendBatch.Encode([new BatchedCall(1, Some.Coin, 0, default)]));

    // Safe's own protocol-kit made these bytes of these calls.
    [Fact]
    public void It_is_packed_as_protocol_kit_packs_it()
    {
        var calls = SafeVectors.Root.GetProperty("safeTx").GetProperty("calls").EnumerateArray().Select(call => new BatchedCall(
            0, Address.Parse(call.GetProperty("to").GetString()!), BigInteger.Parse(call.GetProperty("value").GetString()!), Hex.Decode(call.GetProperty("data").GetString())));
        Assert.Equal(Hex.Encode(SafeVectors.Transaction.Data.Span), Hex.Encode(MultiSendBatch.Encode(calls)));
    }

    private async Task<BigInteger> SpendableAsync()
    {
        var chain = new Chain(Some.ChainSettings(), _books.Chain, _books.Books.Clock);
        return await TokenBalance.ReadAsync(chain, Books.Coin, Some.Owner, BlockTag.Latest, Cancellation)
            - _books.Ledger.Read(connection => ProposalBook.AmountInOpen(connection, 31337, Some.Owner, Books.Coin));
    }
}
