using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Guarding;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>A wallet that is paid in the chain's own coin, under watch, and those who pay it.</summary>
internal sealed class CoinWatch : IDisposable
{
    private const int Client = 1;

    private static readonly Address System = Address.Parse("0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE");

    /// <summary>The account that sends every transaction that is built here.</summary>
    public static Address ClientAccount { get; } = FakeTransaction.AccountOf(Client);

    /// <summary>A contract that pays.</summary>
    public static Address Payroll { get; } = Some.Address(60);

    public FakeWatch Watch { get; } = new() { Sources = [Tips()] };

    public FakeChain Chain => Watch.Chain;

    public static SourceSettings Tips(params IReadOnlyList<Address> payers) => Some.Source("native-payments", name: "tips", contract: Address.Zero, payers: payers);

    public static FakeTransaction To(Address? payee, BigInteger value) => new(Client, payee, value);

    public static FakeTransaction Call(params IReadOnlyList<(Address From, Address To, BigInteger Value)> calls) => To(Payroll, 0) with { Calls = calls };

    /// <summary>A Safe's own log of what it received.</summary>
    public static Log Received(Address sender, BigInteger value) => Some.Log(Some.Owner, ContractAbi.Safe.Event("SafeReceived"), sender, value);

    /// <summary>The chain's own log of what moved.</summary>
    public static Log Native(Address from, Address to, BigInteger value) => Some.Log(System, ContractAbi.Erc20.Event("Transfer"), from, to, value);

    public Task PassAsync() => Watch.PassAsync(cancellation: TestContext.Current.CancellationToken);

    public void ReadAgain()
    {
        Watch.Ledger.Execute("UPDATE source SET next_block = 0");
        Watch.Restart();
    }

    public IReadOnlyList<(int LogIndex, int Part, string Amount, string Proof, string? Quarantine)> Rows() => Watch.Ledger.Query<(int, int, string, string, string?)>(
        "SELECT log_index, part, amount, proof, quarantine FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index, part");

    public IReadOnlyList<string> Alerts() => Watch.Ledger.Query<string>("SELECT message FROM alert WHERE closed_at IS NULL");

    /// <summary>What is broken in the ledger; null where nothing is.</summary>
    public string? Breach() => LedgerVerification.Run(Watch.Ledger.Ledger, withProofs: true).Select(invariant => invariant.Broken).FirstOrDefault(broken => broken is not null);

    public void Dispose() => Watch.Dispose();
}
