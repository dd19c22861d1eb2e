using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Watching;

namespace ChainWatch.Recognizing;

/// <summary>
/// The chain's own coin, paid to a wallet: by a transaction, or by a call inside of one. Where the wallet is a Safe it logs
/// what it receives, and that log is the payment, whether the endpoint traces or not: the same money that a transaction or a
/// trace tells of is passed over.
/// </summary>
/// <remarks>
/// Without payers, whatever comes is income, but for what the owner's own wallets send and what comes from a contract that
/// another source of the same wallet names. A call that came to nothing because it, or one around it, was reverted is none.
/// </remarks>
internal sealed class NativePayments(SourceSettings source, bool isSafe) : ICoinRecognizer
{
    public static SourceKind Kind => new("native-payments", OpenAsync) { HasContract = false, TakesPayers = true, IsPaidInCoin = true, Check = CheckPayers };

    private static readonly AbiEvent Received = ContractAbi.Safe.Event("SafeReceived");
    private static readonly AbiFunction Threshold = ContractAbi.Safe.Function("getThreshold");
    private static readonly AbiFunction SafeVersion = ContractAbi.Safe.Function("VERSION");
    private static readonly Func<Log, Receipt> Read = Received.Decoder<Receipt>();

    // Older Safes log nothing of what they receive.
    private static readonly Version FirstToLog = new(1, 3, 0);

    private readonly HashSet<Address> _payers = [.. source.Payers];

    public bool IsSafe => isSafe;

    // Asked of every wallet: one that is no Safe now may be one later.
    public IReadOnlyList<LogFilter> Queries { get; } = [new LogFilter { Addresses = [source.Beneficiary], Topics = [[Received.Topic0]] }];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before) =>
        Received.Matches(log) && log.Address == source.Beneficiary && Read(log) is var (sender, value) && value > 0 && IsPayer(sender)
            ? [new Payment(at, sender, Token.Native, value)]
            : [];

    public IEnumerable<Finding> Recognize(IReadOnlyList<CoinTransfer> transfers, IReadOnlyList<Log> logs)
    {
        var told = logs.Where(log => Received.Matches(log) && log.Address == source.Beneficiary)
            .Select(log => (log.BlockHash, log.TransactionIndex, Read(log))).CountBy(place => place).ToDictionary();
        foreach (var transfer in transfers.Where(transfer => transfer.To == source.Beneficiary))
        {
            var place = (transfer.At.BlockHash, CoinTransfer.TransactionOf(transfer.At.LogIndex), new Receipt(transfer.From, transfer.Value));
            if (told.TryGetValue(place, out var left) && left > 0)
            {
                told[place] = left - 1;
            }
            else if (IsPayer(transfer.From))
            {
                yield return new Payment(transfer.At, transfer.From, Token.Native, transfer.Value) { Quarantine = transfer.Doubt };
            }
        }
    }

    public async Task<string> DescribeAsync(Chain chain, CancellationToken cancellation)
    {
        var methods = await chain.GetTraceMethodsAsync(cancellation);
        var mute = methods.Where(method => method.Method is null).Select(method => method.Endpoint).ToList();
        var safe = isSafe ? ", and what the Safe logs of plain calls" : "";
        var tracing = string.Join(" and ", methods.Select(method => method.Method).OfType<string>().Distinct());
        var quorum = chain.Settings.Verify == Verify.None ? 1 : chain.Settings.Quorum;
        return chain.Settings.NativeLogs ? $"sees payments by transactions, by calls inside of them (the chain logs them){safe}"
            : mute.Count == methods.Count ? $"sees payments by transactions{safe}; not those by {(isSafe ? "other calls" : "calls")} inside of transactions, since no endpoint traces calls"
            : methods.Count - mute.Count < quorum ? $"sees payments by transactions{safe}; those by calls inside of them ({tracing}) are quarantined, since fewer than {quorum} endpoints trace calls"
            : $"sees payments by transactions, by calls inside of them ({tracing}){safe}{(mute.Count > 0 ? $"; {string.Join(", ", mute)} traces no calls" : "")}";
    }

    private bool IsPayer(Address account) => account != source.Beneficiary && (_payers.Count == 0 || _payers.Contains(account));

    private static void CheckPayers(SourceSettings settings, SectionReader section)
    {
        if (section.IsEmpty("Payers") || (section.Has("Payers") && settings.Payers.Count == 0))
        {
            section.Problem("Payers", "nobody is listed: name who pays, or leave it out, and whatever comes to the wallet is income");
        }

        if (settings.Payers.Contains(settings.Beneficiary))
        {
            section.Problem("Payers", $"{settings.Beneficiary} is the beneficiary, and what it sends itself is no income: leave it out");
        }
    }

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation) =>
        new NativePayments(source, await IsSafeAsync(source.Beneficiary, chain, cancellation));

    private static async Task<bool> IsSafeAsync(Address wallet, Chain chain, CancellationToken cancellation)
    {
        try
        {
            var threshold = Threshold.DecodeResult(await chain.CallAsync(wallet, Threshold.Encode(), BlockTag.Latest, cancellation)).Integer(0);
            var version = SafeVersion.DecodeResult(await chain.CallAsync(wallet, SafeVersion.Encode(), BlockTag.Latest, cancellation)).Text(0);
            return threshold > 0 && Version.TryParse(version.Split('+', '-')[0], out var known) && known >= FirstToLog;
        }
        catch (Exception silent) when (silent is AbiException or RpcException { Failure: RpcFailure.Reverted } or RpcException { Failure: RpcFailure.Final, Code: TokenDescription.ExecutionFailed })
        {
            return false;
        }
    }

    private readonly record struct Receipt(Address Sender, BigInteger Value);
}
