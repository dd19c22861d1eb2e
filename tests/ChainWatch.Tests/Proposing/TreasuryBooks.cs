using System.Numerics;
using System.Text.Json;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Executing;
using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Reporting;
using ChainWatch.Signing;
using ChainWatch.Storage;
using ChainWatch.Support;
using ChainWatch.Taxing;
using ChainWatch.Tests.Architecture;
using ChainWatch.Tests.Signing;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Proposing;

/// <summary>A real ledger with dues of one in five, and the real proposer and reconciliation over a staged chain with a Safe on it.</summary>
internal sealed class TreasuryBooks : IDisposable
{
    public static readonly Address TaxEscrow = Some.Address(50);

    /// <summary>Where MultiSendCallOnly 1.4.1 stands on every chain.</summary>
    public static readonly Address BatchContract = Address.Parse("0x9641d764fc13c8B624c04430C7356C1C7C8102e2");

    private static readonly TreasurySettings Usual = new("localnet", TreasuryKind.Safe, Some.Owner);

    private static readonly BigInteger Plenty = BigInteger.Pow(10, 30);
    private static readonly byte[] SafeCode = ReadCode("SafeL2.sol/SafeL2.json");

    private readonly List<(ulong Block, BigInteger Native)> _arrived = [];
    private readonly TaxSettings _taxes = Books.Taxes("{ 'Residency': 'EE' }");

    public TreasuryBooks()
    {
        Chain.DeployCountingToken();
        Chain.Mine(Emitted.Transfer(Plenty, from: Address.Zero, to: Some.Owner, by: Some.Coin));
        Chain.Hold(Some.Owner, _ => Plenty);
        Chain.MineTo(20);
        Safe = new FakeSafe(Chain, Some.Owner, SafeCode);
        FinalTo(8);
    }

    public Books Books { get; } = new();

    public FakeChain Chain { get; } = new();

    public FakeSafe Safe { get; }

    public Ledger Ledger => Books.Ledger;

    public TreasurySettings Treasury { get; set; } = Usual;

    public EscrowSettings Escrow { get; set; } = new([Usual], TaxEscrow, Usd("10"), Usd("50000"));

    public IReadOnlyList<Proposal> Proposals => [.. Ledger.Read(ProposalBook.All).Reverse()];

    public IReadOnlyList<AlertItem> Alerts => AlertList.Read(Ledger);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Chain Read => new(Some.ChainSettings(), Chain, Books.Clock);

    public static FiatAmount Usd(string amount) => FiatAmount.Parse("USD", amount);

    public void Dispose() => Books.Dispose();

    /// <summary>Enters a payment whose tax is one fifth of it, worth a thousand unless said otherwise; its id.</summary>
    public long Pay(BigInteger amount, string? value = "1000", Token? token = null)
    {
        var id = Books.Pay(amount, value: value, token: token, block: 1);
        Books.Pass(_taxes);
        return id;
    }

    /// <summary>Works out dues again, as after an orphaned payment.</summary>
    public void Pass() => Books.Pass(_taxes);

    public Proposer Proposer => new(Read, Ledger, Escrow, Treasury, Books.Clock);

    public async Task<int> ProposeAsync(Selection? selection = null)
    {
        Credits.Use(Ledger, 31337, Books.Clock);
        return (await Proposer.RunAsync(selection ?? Selection.Usual, Cancellation)).Count;
    }

    /// <summary>Drafts everything that is selected in one transaction.</summary>
    public Task<long?> BatchAsync(Selection? selection = null) => Proposer.BatchAsync(selection ?? new Selection(Small: true, HeldBack: true), Cancellation);

    /// <summary>The real MultiSendCallOnly stands at its canonical address, or other code.</summary>
    public void DeployBatchContract(byte[]? code = null) => Chain.Deploy(BatchContract, code ?? ReadCode("libraries/MultiSendCallOnly.sol/MultiSendCallOnly.json"));

    public Task<long> RejectAsync(long id) => new Rejecting(() => Task.FromResult(Read), Ledger, Books.Clock).RunAsync(id, Cancellation);

    public Settling Settling => new(Read, Ledger, TaxEscrow, Books.Clock);

    /// <summary>Counts signatures anew, as every pass does.</summary>
    public Task RecountAsync() => new Recount(Read, Ledger, Treasury.Address, Books.Clock).RunAsync(Cancellation);

    /// <summary>Signs with the n-th key, as the CLI does: by the Safe's owners as they are.</summary>
    public async Task SignAsync(long id, int key)
    {
        using var owner = Signed.Key(key);
        var proposal = Proposals.Single(each => each.Id == id);
        var condition = await new SafeReader(Read, proposal.Transaction.Safe).ReadConditionAsync(Cancellation);
        Ledger.Write(connection => ConfirmationBook.Add(connection, proposal, [Signed.TypedData(owner, proposal.Transaction)], condition, Books.Clock.GetUtcNow()));
    }

    /// <summary>Makes the n-th keys the owners of a Safe.</summary>
    public static void Own(FakeSafe safe, params int[] keys)
    {
        safe.Owners.Clear();
        foreach (var n in keys)
        {
            using var key = Signed.Key(n);
            safe.Owners.Add(key.Address);
        }
    }

    /// <summary>The tax escrow is a Safe too.</summary>
    public FakeSafe DeployEscrowSafe() => new(Chain, TaxEscrow, SafeCode);

    public ProposalState StateOf(long id) => Proposals.Single(proposal => proposal.Id == id).State;

    public Task ReconcileAsync() => ReconcileAsync(Treasury.Address);

    public Task ReconcileAsync(Address safe) => ReconcileAllAsync(safe);

    public Task ReconcileKeysAsync() => new KeyReconciliation(Read, Ledger, new Arrivals(Read), Books.Clock).RunAsync(Cancellation);

    public Task ReleasesAsync(Address splitter) => new SplitterReleases(Read, Ledger, splitter, TaxEscrow, 0, new Arrivals(Read), Books.Clock).RunAsync(Cancellation);

    public Task RatesAsync(Address splitter) => new SplitterRate(Read, Ledger, splitter, Books.Clock).RunAsync(Cancellation);

    /// <summary>One pass over several Safes, in this order.</summary>
    public async Task ReconcileAllAsync(params Address[] safes)
    {
        var arrivals = new Arrivals(Read);
        foreach (var safe in safes)
        {
            await new Reconciliation(Read, Ledger, safe, arrivals, Books.Clock).RunAsync(Cancellation);
        }
    }

    /// <summary>As <see cref="EscrowPass"/> orders it.</summary>
    public async Task<int> ReconcileAndProposeAsync()
    {
        await ReconcileAsync();
        return await ProposeAsync();
    }

    /// <summary>Pays a token payment and drafts what sets its tax aside.</summary>
    public async Task<Proposal> DraftAsync(BigInteger amount)
    {
        Pay(amount);
        Assert.Equal(1, await ProposeAsync());
        return Proposals[^1];
    }

    /// <summary>Moves a proposal along, as signing does.</summary>
    public void Move(Proposal proposal, ProposalState to) =>
        Ledger.Write(connection => ProposalBook.Move(connection, proposal, to, Books.Clock.GetUtcNow()));

    /// <summary>A block in which the Safe executes a transaction and the escrow gets so much of the token.</summary>
    public BlockHeader Execute(Hash32 safeTxHash, BigInteger arrives, bool succeeded = true) => arrives.IsZero
        ? Chain.Mine(Safe.Executed(safeTxHash, succeeded))
        : Chain.Mine(Emitted.Transfer(arrives, from: Safe.Address, to: TaxEscrow, by: Some.Coin), Safe.Executed(safeTxHash, succeeded));

    /// <summary>A block in which the Safe executes a transaction and the escrow gets so much of each.</summary>
    public BlockHeader ExecuteBatch(Hash32 safeTxHash, BigInteger coin, BigInteger native)
    {
        var block = Execute(safeTxHash, coin);
        _arrived.Add((block.Number, native));
        Chain.Hold(TaxEscrow, number => _arrived.Where(each => each.Block <= number).Aggregate(BigInteger.Zero, (sum, each) => sum + each.Native));
        return block;
    }

    /// <summary>A reorg takes back what stands above a block.</summary>
    public void TakeBackAbove(ulong block)
    {
        Chain.ReorgTo(block);
        _arrived.RemoveAll(each => each.Block > block);
    }

    /// <summary>The treasury spends all that it has of the token but this.</summary>
    public void SpendAllBut(BigInteger rest) => Chain.Mine(Emitted.Transfer(Plenty - rest, from: Some.Owner, to: Some.Address(77), by: Some.Coin));

    /// <summary>Everything up to a block is final, as recording would have noted.</summary>
    public void FinalTo(ulong block)
    {
        Chain.MineTo(block);
        Books.Temp.Execute("UPDATE chain SET final_block = @block, head_block = @head", new { block, head = Chain.Head.Number });
    }

    /// <summary>All that stands is final.</summary>
    public void FinalToHead() => FinalTo(Chain.Head.Number);

    public BigInteger Escrowed => Books.Temp.Query<BigInteger>("SELECT amount FROM escrow_entry").Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);

    /// <summary>The first invariant of the journals and proposals that does not hold; null where all do.</summary>
    public string? Breach => Ledger.Read(connection =>
        TaxInvariants.FindWrongAssessment(connection) ?? TaxInvariants.FindForgotten(connection) ?? TaxInvariants.FindWrongDue(connection)
        ?? TaxInvariants.FindStrayEntry(connection) ?? TaxInvariants.FindImbalance(connection)
        ?? ProposalVerification.FindDiffering(connection) ?? ProposalVerification.FindOverCounted(connection));

    /// <summary>All of them hold. (The values of these books are the tests' own and follow from no evidence.)</summary>
    public void MustBeSound() => Assert.Null(Breach);

    public string Dump() => Books.Temp.Dump("proposal", "proposal_transfer", "proposal_due", "escrow_entry", "due_entry", "alert", "safe_inspection");

    // The code that ChainWatch trusts by its hash is nobody's to keep here: it is read from Safe's own package.
    private static byte[] ReadCode(string contract)
    {
        var artifact = Path.Combine(SourceTree.Root, "hardhat-localnet/node_modules/@safe-global/safe-contracts/build/artifacts/contracts", contract);
        Assert.True(File.Exists(artifact), "The local chain's packages are not installed: run scripts/test.");
        using var json = JsonDocument.Parse(File.ReadAllBytes(artifact));
        return Hex.Decode(json.RootElement.GetProperty("deployedBytecode").GetString());
    }
}
