using System.Text.Json.Nodes;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Proposing;
using ChainWatch.Signing;
using ChainWatch.Signing.TransactionService;
using ChainWatch.Support;
using ChainWatch.Support.TransactionService;

namespace ChainWatch.Tests.Signing.TransactionService;

/// <summary>A service on the loopback that knows the Safe of <see cref="Signed"/> and its three owners, and the product's client of it.</summary>
internal sealed class Board : IAsyncDisposable
{
    public const string Key = "a-key-that-nobody-may-see";

    private readonly PrivateKey[] _keys = [Signed.Key(1), Signed.Key(2), Signed.Key(3)];

    public Board(TimeSpan? timeout = null)
    {
        Service = new FakeTransactionService(new ServiceBoard(31337, Signed.Safe, Owners, Clock) { Key = Key });
        Client = new SafeTransactionService(Service.Url, Key, Clock, timeout ?? TimeSpan.FromSeconds(30));
    }

    public static SafeTransaction Transaction { get; } = Signed.Transfer();

    public FakeClock Clock { get; } = new();

    public FakeTransactionService Service { get; }

    public SafeTransactionService Client { get; }

    public Publication Publication => new(Client, Transaction);

    public IReadOnlyList<Address> Owners => [.. _keys.Select(key => key.Address)];

    public JsonObject? Shown => Service.Board.Transactions.GetValueOrDefault($"{Transaction.SafeTxHash}");

    /// <summary>What was sent, without what was asked.</summary>
    public IEnumerable<ServiceRequest> Sent => Service.Requests.Where(request => request.Method != "GET");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public OwnerSignature SignedBy(int owner) => Signed.TypedData(_keys[owner - 1], Transaction);

    public OwnerSignature MessageOf(int owner) => Signed.Message(_keys[owner - 1], Transaction);

    public Task<PublishedTransaction> PublishAsync(params OwnerSignature[] signatures) => Publication.PublishAsync(signatures, Owners, Cancellation);

    public Task<FetchedSignatures> FetchAsync(params Address[] without) => Publication.FetchAsync(
        new Chain(Some.ChainSettings(), new FakeChain(), Clock), Condition([.. Owners.Except(without)]), Cancellation);

    public async Task WithdrawAsync(int owner)
    {
        using var signer = new LocalSigner(Signed.Key(owner));
        await Publication.WithdrawAsync(signer, Clock, Cancellation);
    }

    /// <summary>Owners sign in their wallets: the service has it from them.</summary>
    public Task ConfirmElsewhereAsync(OwnerSignature signature) => Client.ConfirmAsync(Transaction, signature, Cancellation);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Service.DisposeAsync();
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    private static SafeCondition Condition(IReadOnlyList<Address> owners) =>
        new("1.4.1", FakeSafe.Singleton, owners, 2, Address.Zero, [], Address.Zero);
}
