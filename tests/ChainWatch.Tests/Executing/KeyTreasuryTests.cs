using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using ChainWatch.Reporting;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Executing;

/// <summary>An account of one key: nobody signs its proposals, and they are executed when what its key sent is final.</summary>
public sealed class KeyTreasuryTests : IDisposable
{
    private static readonly Address Account = Some.Address(62);
    private static readonly Hash32 Transaction = Some.Hash(620);

    private readonly TreasuryBooks _books = new() { Treasury = new TreasurySettings("localnet", TreasuryKind.Eoa, Account) };

    public KeyTreasuryTests() => _books.Chain.Mine(Emitted.Transfer(1_000_000, to: Account, by: Some.Coin));

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task A_draft_is_ready_at_once_and_executed_when_its_sending_is_final()
    {
        var id = PayIn(1000);
        Assert.Equal(1, await _books.ProposeAsync());
        var ready = _books.Proposals.Single();
        Assert.Equal((ProposalState.Ready, "eoa", 0, Account), (ready.State, ready.SafeVersion, ready.Threshold, ready.Transaction.Safe));
        Assert.Equal((KeyPayer.HashOf(ready.Transaction), false), (ready.Hash, ready.Hash == ready.Transaction.SafeTxHash));

        var block = _books.Chain.Mine(Emitted.Transfer(200, from: Account, to: TreasuryBooks.TaxEscrow, by: Some.Coin) with { TransactionHash = Transaction });
        Send(ready.Id, block.Number);
        await _books.ReconcileKeysAsync();
        Assert.Equal(ProposalState.Ready, _books.StateOf(1));
        Assert.Equal([new SendingItem($"{Transaction}", $"{Account}", 0, "mined", block.Number)], ProposalDetail.Read(_books.Ledger, ready.Id)!.Sendings);

        _books.FinalToHead();
        await _books.ReconcileKeysAsync();
        await _books.ReconcileKeysAsync();
        Assert.Equal((ProposalState.Executed, 200, 200), (_books.StateOf(1), _books.Escrowed, _books.Books.Balance(id).Escrowed));
    }

    [Fact]
    public async Task Numbers_go_on_and_what_is_rejected_is_drafted_again_under_another()
    {
        PayIn(1000);
        await _books.ProposeAsync();
        await _books.RejectAsync(1);
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Equal(1, await _books.ProposeAsync(new Selection(HeldBack: true)));
        Assert.Equal([(BigInteger.Zero, ProposalState.Rejected), (BigInteger.One, ProposalState.Ready)], _books.Proposals.Select(each => (each.Transaction.Nonce, each.State)));
    }

    [Fact]
    public async Task What_may_still_be_mined_is_not_rejected()
    {
        PayIn(1000);
        await _books.ProposeAsync();
        Send(1, block: null);
        Assert.Equal("signed", Assert.Single(ProposalDetail.Read(_books.Ledger, 1)!.Sendings).State);
        Assert.Equal("sent", (await Assert.ThrowsAsync<ChainWatchException>(() => _books.RejectAsync(1))).Code);
    }

    [Fact]
    public async Task Too_much_at_stake_is_refused_and_so_is_an_account_with_code()
    {
        PayIn(1000, value: "300000");
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Contains("one key alone", Assert.Single(_books.Alerts).Message, StringComparison.Ordinal);

        _books.Chain.Deploy(Account);
        await Assert.ThrowsAsync<ChainWatchException>(() => _books.ProposeAsync());
    }

    private long PayIn(BigInteger amount, string value = "1000")
    {
        var id = _books.Pay(amount, value: value);
        _books.Books.Temp.Execute("UPDATE income SET beneficiary = @Account WHERE id = @id", new { Account, id });
        return id;
    }

    private void Send(long proposal, ulong? block) => _books.Books.Temp.Execute(
        """
        INSERT INTO sending (chain_id, sender, nonce, purpose, proposal_id, recipient, raw, transaction_hash, gas_limit, max_fee, priority_fee, signed_at, mined_in_block, succeeded)
        VALUES (@ChainId, @Account, 0, 'transfer', @proposal, @Coin, x'02', @Transaction, 21000, '1', '1', 0, @block, @succeeded)
        """,
        new { Books.ChainId, Account, proposal, Some.Coin, Transaction, block, succeeded = block is null ? (bool?)null : true });
}
