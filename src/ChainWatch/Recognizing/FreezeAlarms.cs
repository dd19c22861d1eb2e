using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// What the issuer of a token can do to the owner's holding (ERC-3643): freeze the wallet, freeze some of what it holds,
/// and move everything to another wallet because this one is said to be lost. None is income, and each is an alarm.
/// </summary>
internal sealed class FreezeAlarms(SourceSettings source)
{
    private static readonly AbiEvent WalletFrozen = ContractAbi.Erc3643.Event("AddressFrozen");
    private static readonly AbiEvent PartFrozen = ContractAbi.Erc3643.Event("TokensFrozen");
    private static readonly AbiEvent PartThawed = ContractAbi.Erc3643.Event("TokensUnfrozen");
    private static readonly AbiEvent Recovered = ContractAbi.Erc3643.Event("RecoverySuccess");
    private static readonly Func<Log, Freeze> ReadFreeze = WalletFrozen.Decoder<Freeze>();
    private static readonly Func<Log, Recovery> ReadRecovery = Recovered.Decoder<Recovery>();

    private readonly Dictionary<(Hash32 Block, int LogIndex), BigInteger> _frozen = [];

    /// <summary>What is asked for: in each of the events the first indexed argument is whom it is about.</summary>
    public static LogFilter QueryOf(SourceSettings source) => new()
    {
        Addresses = [source.Contract],
        Topics = [[WalletFrozen.Topic0, PartFrozen.Topic0, PartThawed.Topic0, Recovered.Topic0], [Hash32.FromAddress(source.Beneficiary)]],
    };

    /// <summary>Asks the token how much is frozen after each change: the events tell differences only.</summary>
    public async Task PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation)
    {
        var function = ContractAbi.Erc3643.Function("getFrozenTokens");
        foreach (var log in logs.Where(IsPartial))
        {
            try
            {
                _frozen[(log.BlockHash, log.LogIndex)] = function.DecodeResult(await chain.CallAsync(source.Contract, function.Encode(source.Beneficiary), log.BlockNumber, cancellation)).Integer(0);
            }
            catch (Exception silent) when (silent is AbiException or RpcException { Failure: RpcFailure.Reverted or RpcFailure.Final })
            {
                // The alarm then says that it is not known.
            }
        }
    }

    /// <summary>The alarm, or its end.</summary>
    public IEnumerable<Finding> Recognize(Log log, LogPosition at) =>
        WalletFrozen.Matches(log) && ReadFreeze(log) is var freeze ? [OfWallet(at, freeze.IsFrozen)]
        : IsPartial(log) ? [OfPart(log, at)]
        : Recovered.Matches(log) ? [OfRecovery(at, ReadRecovery(log).NewWallet)]
        : [];

    private static bool IsPartial(Log log) => PartFrozen.Matches(log) || PartThawed.Matches(log);

    private Alarm OfWallet(LogPosition at, bool isFrozen) => Critical(
        at, "frozen-wallet", isFrozen ? $"{source.Name}: the issuer of {source.Contract} froze the wallet {source.Beneficiary}: it can neither pay nor be paid in it" : null);

    private Alarm OfPart(Log log, LogPosition at)
    {
        var known = _frozen.TryGetValue((log.BlockHash, log.LogIndex), out var frozen);
        return Critical(
            at,
            "frozen-part",
            known && frozen.IsZero ? null : $"{source.Name}: the issuer of {source.Contract} has frozen {(known ? $"{frozen} base units" : "some")} of what {source.Beneficiary} holds");
    }

    private Alarm OfRecovery(LogPosition at, Address to) => Critical(
        at, "recovery", $"{source.Name}: the issuer of {source.Contract} moved everything that {source.Beneficiary} held to {to}, as if the wallet were lost");

    private static Alarm Critical(LogPosition at, string topic, string? message) => new(at, topic, message, "Ask the issuer why. Nothing that was recorded changes.")
    {
        Severity = Severity.Critical,
    };

    private readonly record struct Freeze(bool IsFrozen);

    private readonly record struct Recovery(Address NewWallet);
}
