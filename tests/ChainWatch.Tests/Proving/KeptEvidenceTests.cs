using ChainWatch.Guarding;
using ChainWatch.Reporting;
using ChainWatch.Support;

namespace ChainWatch.Tests.Proving;

/// <summary>Evidence is kept with what it proves, and is checked again without any endpoint.</summary>
public sealed class KeptEvidenceTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source(), Some.Source("erc4626-vault", contract: Some.Address(11))] };

    public KeptEvidenceTests()
    {
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.DeployVault(Some.Address(11));
        _watch.Chain.Mine(Emitted.EtherRelease(1, to: Some.Stranger), Emitted.EtherRelease(7));
        _watch.Chain.Mine(Emitted.Deposit(100, 100, by: Some.Address(11)));
        var transaction = Some.Hash(9);
        _watch.Chain.Mine(
            Emitted.EtherRelease(3, to: Some.Stranger),
            Emitted.EtherRelease(8) with { TransactionHash = transaction },
            Emitted.Withdraw(120, 50, by: Some.Address(11)) with { TransactionHash = transaction },
            Emitted.EtherRelease(9));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task Each_payment_and_movement_is_verified_and_its_evidence_holds()
    {
        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(["7", "8", "70", "9"], _watch.Ledger.Query<string>("SELECT amount FROM income WHERE proof = 'verified' ORDER BY block_number, log_index"));
        Assert.Equal(2, _watch.Ledger.Value<long>("SELECT count(*) FROM movement WHERE proof = 'verified'"));
        Assert.Null(Breach());
        Assert.All(_watch.Ledger.Query<long>("SELECT id FROM income"), id => Assert.True(ProofDetail.Read(_watch.Ledger.Ledger, id)!.Holds));
    }

    [Fact]
    public async Task What_is_printed_names_header_root_nodes_and_the_log()
    {
        await _watch.PassAsync(cancellation: Cancellation);

        var proof = ProofDetail.Read(_watch.Ledger.Ledger, _watch.Ledger.Value<long>("SELECT id FROM income WHERE amount = '8'"))!;

        Assert.Equal((_watch.Chain.At(3).Hash.ToString(), _watch.Chain.At(3).ReceiptsRoot.ToString()), (proof.Header!.Hash, proof.Header.ReceiptsRoot));
        Assert.Equal((1, Some.Contract.ToString()), (proof.TransactionIndex, proof.Log!.Address));
        Assert.NotEmpty(proof.Nodes);
    }

    [Fact]
    public async Task A_block_that_is_read_again_keeps_one_evidence()
    {
        await _watch.PassAsync(cancellation: Cancellation);
        var before = _watch.Ledger.Dump("block_header", "receipt_proof");
        _watch.Ledger.Execute("UPDATE source SET next_block = 0");

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(before, _watch.Ledger.Dump("block_header", "receipt_proof"));
    }

    [Fact]
    public async Task What_was_recorded_without_proof_is_proved_when_it_is_read_again()
    {
        var settings = _watch.ChainSettings;
        _watch.ChainSettings = settings with { Verify = Chains.Verify.None };
        await _watch.PassAsync(cancellation: Cancellation);
        Assert.Equal(["none"], _watch.Ledger.Query<string>("SELECT DISTINCT proof FROM income"));
        _watch.ChainSettings = settings;
        _watch.Restart();
        _watch.Ledger.Execute("UPDATE source SET next_block = 0");

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(["verified"], _watch.Ledger.Query<string>("SELECT DISTINCT proof FROM income"));
        Assert.Null(Breach());
    }

    [Theory]
    [InlineData("UPDATE receipt_proof SET nodes = substr(nodes, 1, length(nodes) - 1) || x'00'")]
    [InlineData("UPDATE receipt_proof SET nodes = x'c0'")]
    [InlineData("UPDATE receipt_proof SET nodes = x'01'")]
    [InlineData("UPDATE receipt_proof SET transaction_index = transaction_index + 7")]
    [InlineData("UPDATE receipt_proof SET first_log = first_log + 1")]
    [InlineData("DELETE FROM receipt_proof")]
    [InlineData("DELETE FROM block_header")]
    [InlineData("UPDATE block_header SET header = substr(header, 1, 200) || x'ff' || substr(header, 202)")]
    [InlineData("UPDATE income SET amount = '800' WHERE amount = '8'")]
    [InlineData("UPDATE income SET occurred_at = occurred_at + 1 WHERE amount = '8'")]
    [InlineData("UPDATE income SET block_number = 2000 WHERE amount = '8'")]
    [InlineData("UPDATE income SET log_index = 4000 WHERE amount = '8'")]
    [InlineData("UPDATE income SET beneficiary = zeroblob(20) WHERE amount = '8'")]
    [InlineData("UPDATE income SET block_hash = zeroblob(32) WHERE amount = '8'")]
    [InlineData("UPDATE movement SET shares = '51' WHERE direction = 'Withdrawal'")]
    public async Task Evidence_or_a_row_that_was_tampered_with_is_found(string damage)
    {
        await _watch.PassAsync(cancellation: Cancellation);
        Assert.Null(Breach());

        _watch.Ledger.Execute(damage);

        Assert.NotNull(Breach());
    }

    private string? Breach() => _watch.Ledger.Ledger.Read(ProofVerification.FindUnproved);
}
