using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Executing;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Signing;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;
using ChainWatch.Tests.Signing;

namespace ChainWatch.Tests.Executing;

/// <summary>A treasury whose owners have real keys, on a chain that mines what is sent, and a relayer that pays the gas.</summary>
internal sealed class SendingBooks : IDisposable
{
    private const int Owners = 3;

    public SendingBooks()
    {
        Mempool = new FakeMempool(Books.Chain) { Effect = Effect };
        Books.Safe.Owners.Clear();
        for (var owner = 1; owner <= Owners; owner++)
        {
            using var key = Signed.Key(owner);
            Books.Safe.Owners.Add(key.Address);
        }

        Books.Chain.Hold(Relayer.Address, _ => BigInteger.Pow(10, 18));
    }

    public TreasuryBooks Books { get; } = new();

    public FakeMempool Mempool { get; }

    public LocalSigner Relayer { get; } = new(Signed.Key(9));

    public KeeperSettings Keeper { get; set; } = KeeperSettings.None with { DailyGasBudget = BigInteger.Pow(10, 16) };

    public IReadOnlyList<Address> Splitters { get; set; } = [];

    public Proposal Proposal => Books.Proposals[0];

    public IReadOnlyList<Sending> Sendings => [.. Books.Proposals.SelectMany(proposal => Books.Ledger.Read(connection => SendingJournal.OfProposal(connection, proposal.Id)))];

    public IReadOnlyList<Sending> Open => Books.Ledger.Read(connection => SendingJournal.OpenOf(connection, Books.Chain.ChainId));

    public Outbox Outbox => new(Chain, Books.Ledger, Books.Books.Clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A new one on each use, as after a restart.
    private Chain Chain => new(Some.ChainSettings(), Books.Chain, Books.Books.Clock, Mempool);

    public void Dispose()
    {
        Books.Dispose();
        Relayer.Dispose();
    }

    /// <summary>Pays, drafts, and lets owners sign, two unless said otherwise; the proposal's id.</summary>
    public async Task<long> ReadyAsync(BigInteger amount, int signatures = 2)
    {
        var draft = await Books.DraftAsync(amount);
        Sign(draft, signatures);
        return draft.Id;
    }

    public void Sign(Proposal proposal, int signatures)
    {
        var condition = new SafeCondition("1.4.1", FakeSafe.Singleton, [.. Books.Safe.Owners], Books.Safe.Threshold, default, [], default);
        for (var owner = 1; owner <= signatures; owner++)
        {
            using var key = Signed.Key(owner);
            var signature = Signed.TypedData(key, proposal.Transaction);
            Books.Ledger.Write(connection => ConfirmationBook.Add(connection, ProposalBook.Find(connection, proposal.Id)!, [signature], condition, Books.Books.Clock.GetUtcNow()));
        }
    }

    public Task<Sending> ExecuteAsync(long id, SendingTerms? terms = null, ISigner? signer = null) =>
        new Execution(Chain, Books.Ledger, Books.Books.Clock).SendAsync(id, signer ?? Relayer, terms ?? SendingTerms.None, Cancellation);

    public Task DeliverAsync() => new Delivery(Chain, Books.Ledger, Books.Books.Clock).RunAsync(Cancellation);

    public Task KeepAsync(ISigner? signer = null) => new KeeperPass(
        Chain, Books.Ledger, Keeper, KeptAccounts.Of(Books.Escrow, "localnet") with { Splitters = Splitters }, signer ?? Relayer, Books.Books.Clock).RunAsync(Cancellation);

    /// <summary>All that stands is final, and the ledger is told of it.</summary>
    public async Task FinalizeAsync()
    {
        Books.FinalToHead();
        await DeliverAsync();
        await Books.ReconcileAsync();
    }

    // As a Safe: checks nonce and signatures, and does what they signed.
    private IReadOnlyList<Log>? Effect(Transaction sent)
    {
        var execute = ContractAbi.Safe.Function("execTransaction");
        if (sent.To != Books.Safe.Address || !execute.Matches(sent.Data.Span))
        {
            return [];
        }

        var call = execute.DecodeCall(sent.Data);
        var nonce = Books.Chain.AllLogs.Count(log => SafeExecution.Query(Books.Safe.Address).Matches(log));
        var transaction = new SafeTransaction(Books.Chain.ChainId, Books.Safe.Address, nonce, call.Address(0), call.Integer(1), call.Bytes(2));
        try
        {
            SignatureBlob.Check(transaction, [.. Books.Safe.Owners], Books.Safe.Threshold, call.Bytes(9));
        }
        catch (ChainWatchException)
        {
            return null;
        }

        var transfer = ContractAbi.Erc20.Function("transfer").DecodeCall(transaction.Data);
        return
        [
            Emitted.Transfer(transfer.Integer(1), from: Books.Safe.Address, to: transfer.Address(0), by: transaction.To),
            Books.Safe.Executed(transaction.SafeTxHash),
        ];
    }
}
