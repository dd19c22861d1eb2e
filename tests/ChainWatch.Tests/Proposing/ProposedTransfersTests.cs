using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using ChainWatch.Support;

namespace ChainWatch.Tests.Proposing;

public sealed class ProposedTransfersTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task A_ledger_from_before_there_were_batches_keeps_what_its_proposals_move()
    {
        TreasuryBooks.Own(_books.Safe, 1, 2, 3);
        _books.Pay(BigInteger.Pow(10, 24));
        _books.Pay(1000, token: Token.Native);
        await _books.ProposeAsync();
        await _books.SignAsync(1, key: 1);
        await _books.RejectAsync(1);
        var before = _books.Proposals;
        var tables = _books.Dump();
        _books.Books.Temp.Execute(
            """
            ALTER TABLE proposal ADD COLUMN token BLOB;
            ALTER TABLE proposal ADD COLUMN amount TEXT;
            ALTER TABLE proposal ADD COLUMN beneficiary BLOB;
            UPDATE proposal SET (token, amount, beneficiary) = (SELECT t.token, t.amount, t.beneficiary FROM proposal_transfer t WHERE t.proposal_id = id);
            DROP TABLE proposal_transfer;
            DELETE FROM migration WHERE name = '020.Batching.sql';
            """);

        Ledger.OpenToWrite(_books.Books.Temp.Settings, new FakeClock());

        Assert.Equal(tables, _books.Dump());
        Assert.Equal([1, 1, 0], _books.Proposals.Select(proposal => proposal.Transfers.Count));
        Assert.Equal(before.SelectMany(proposal => proposal.Transfers), _books.Proposals.SelectMany(proposal => proposal.Transfers));
        _books.MustBeSound();
    }
}
