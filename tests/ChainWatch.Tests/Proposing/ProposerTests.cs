using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Support;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Proposing;

/// <summary>What is drafted, for which dues and at which nonce.</summary>
public sealed class ProposerTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task Dues_of_each_token_are_one_plain_transfer_to_the_escrow()
    {
        var (first, ether, second) = (_books.Pay(1000), _books.Pay(BigInteger.Pow(10, 18), token: Token.Native), _books.Pay(501));

        Assert.Equal(2, await _books.ProposeAsync());

        var (native, coin) = (_books.Proposals[0], _books.Proposals[1]);
        Assert.Equal(new Transfer(Token.Native, 2 * BigInteger.Pow(10, 17), TreasuryBooks.TaxEscrow), native.Transfers.Single());
        Assert.Equal((TreasuryBooks.TaxEscrow, 2 * BigInteger.Pow(10, 17), ""), (native.Transaction.To, native.Transaction.Value, Convert.ToHexString(native.Transaction.Data.Span)));
        Assert.Equal(new Transfer(Books.Coin, 301, TreasuryBooks.TaxEscrow), coin.Transfers.Single());
        var call = ContractAbi.Erc20.Function("transfer").DecodeCall(coin.Transaction.Data);
        Assert.Equal((Some.Coin, BigInteger.Zero), (coin.Transaction.To, coin.Transaction.Value));
        Assert.Equal((TreasuryBooks.TaxEscrow, (BigInteger)301), (call.Address(0), call.Integer(1)));
        Assert.All(_books.Proposals, proposal => Assert.Equal(
            (ProposalState.Draft, Purpose.Escrow, SafeOperation.Call, _books.Safe.Address, "1.4.1", 2),
            (proposal.State, proposal.Purpose, proposal.Transaction.Operation, proposal.Transaction.Safe, proposal.SafeVersion, proposal.Threshold)));
        Assert.All(_books.Proposals, proposal => Assert.Equal(
            (BigInteger.Zero, BigInteger.Zero, BigInteger.Zero), (proposal.Transaction.SafeTxGas, proposal.Transaction.BaseGas, proposal.Transaction.GasPrice)));
        Assert.Equal([(ether, native.Transaction.Value)], DuesOf(native));
        Assert.Equal([(first, (BigInteger)200), (second, 101)], DuesOf(coin));
    }

    [Fact]
    public async Task What_stands_in_an_open_proposal_is_not_proposed_again_and_what_is_new_is()
    {
        await _books.DraftAsync(1000);
        Assert.Equal(0, await _books.ProposeAsync());

        var later = _books.Pay(2000);
        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Equal([(later, (BigInteger)400)], DuesOf(_books.Proposals[1]));
    }

    [Fact]
    public async Task Little_is_left_to_add_up_until_it_is_worth_a_transfer()
    {
        _books.Pay(1000, value: "25");
        Assert.Equal(0, await _books.ProposeAsync());

        _books.Pay(1000, value: "24.99");
        Assert.Equal(0, await _books.ProposeAsync());

        _books.Pay(1000, value: "0.01");
        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Equal(600, _books.Proposals.Single().Transfers.Single().Amount);
    }

    [Fact]
    public async Task What_has_no_value_is_not_left()
    {
        _books.Pay(5, value: "none");
        Assert.Equal(1, await _books.ProposeAsync());
    }

    [Fact]
    public async Task Tokens_do_not_add_up_with_one_another()
    {
        _books.Pay(1000, value: "49.99");
        _books.Pay(1000, value: "49.99", token: Token.Native);
        Assert.Equal(0, await _books.ProposeAsync());
    }

    [Fact]
    public async Task Nonces_go_on_from_the_Safes_own_and_over_open_proposals()
    {
        _books.Safe.FirstNonce = 7;
        Assert.Equal(7, (await _books.DraftAsync(1000)).Transaction.Nonce);
        Assert.Equal(8, (await _books.DraftAsync(1000)).Transaction.Nonce);

        _books.Safe.FirstNonce = 12;
        Assert.Equal(12, (await _books.DraftAsync(1000)).Transaction.Nonce);
    }

    [Theory]
    [InlineData(ProposalState.Superseded)]
    [InlineData(ProposalState.Failed)]
    public async Task Dues_of_a_proposal_that_came_to_nothing_are_proposed_anew(ProposalState end)
    {
        var first = await _books.DraftAsync(1000);
        _books.Move(first, end);
        _books.Safe.FirstNonce = 1;

        Assert.Equal(1, await _books.ProposeAsync());

        Assert.Equal(DuesOf(first), DuesOf(_books.Proposals[1]));
        Assert.NotEqual(first.Transaction.SafeTxHash, _books.Proposals[1].Transaction.SafeTxHash);
    }

    [Fact]
    public async Task Income_of_another_beneficiary_is_not_the_treasurys_to_set_aside()
    {
        var other = _books.Pay(1000);
        _books.Books.Temp.Execute("UPDATE income SET beneficiary = @Stranger WHERE id = @other", new { Some.Stranger, other });
        Assert.Equal(0, await _books.ProposeAsync());

        var own = _books.Pay(1000);
        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Equal([(own, (BigInteger)200)], DuesOf(_books.Proposals.Single()));
    }

    [Fact]
    public async Task Without_a_tax_escrow_nothing_is_drafted_and_nobody_asked()
    {
        _books.Pay(1000);
        _books.Escrow = _books.Escrow with { TaxEscrow = null };
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Empty(_books.Chain.Requests);
    }

    [Fact]
    public async Task With_nothing_due_the_Safe_is_not_asked()
    {
        Assert.Equal(0, await _books.ProposeAsync());
        Assert.Empty(_books.Chain.Requests);
    }

    [Fact]
    public async Task A_due_that_a_reorg_took_back_before_it_was_drafted_is_not_drafted()
    {
        var id = _books.Pay(1000);
        _books.Books.Orphan(id);
        _books.Pass();
        Assert.Equal(0, await _books.ProposeAsync());
    }

    [Fact]
    public async Task Killed_between_two_drafts_the_next_pass_drafts_the_other_one_only()
    {
        _books.Pay(1000);
        _books.Pay(1000, token: Token.Native);
        _books.Chain.Faults.Before = method =>
        {
            if (method == "eth_call" && _books.Proposals.Count == 1)
            {
                throw new InvalidOperationException("killed");
            }
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => _books.ProposeAsync());
        Assert.Equal(Token.Native, _books.Proposals.Single().Transfers.Single().Token);

        _books.Chain.Faults.Clear();
        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Equal([(0, Token.Native), (1, Books.Coin)], _books.Proposals.Select(proposal => ((int)proposal.Transaction.Nonce, proposal.Transfers.Single().Token)));
    }

    private IEnumerable<(long?, BigInteger)> DuesOf(Proposal proposal) =>
        _books.Ledger.Read(connection => ProposalBook.DuesOf(connection, proposal.Id)).Select(due => (due.IncomeId, due.Amount));

    [Fact]
    public async Task A_treasury_that_holds_too_little_is_asked_for_the_oldest_dues_that_it_can_pay_and_a_person_is_told()
    {
        _books.Pay(1000);
        _books.Pay(2000);
        _books.SpendAllBut(300);

        Assert.Equal(1, await _books.ProposeAsync());
        Assert.Equal(200, _books.Proposals.Single().Transfers.Single().Amount);
        Assert.Contains("300 base units", Assert.Single(_books.Alerts).Message, StringComparison.Ordinal);
        Assert.Equal(0, await _books.ProposeAsync());
    }
}
