using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// A tokenized vault (EIP-4626). Deposits and withdrawals are movements of the owner's capital; income is what a
/// withdrawal brought above the average cost of the shares that it burned (<see cref="Holding"/>), so a loss is
/// negative income. Gains that are not withdrawn are reported, not booked.
/// </summary>
internal sealed class Erc4626Vault(SourceSettings source, Token asset) : IRecognizer
{
    public static SourceKind Kind => new("erc4626-vault", OpenAsync) { HasShares = true, SumOf = WithdrawnBy };

    private static readonly AbiEvent Deposited = ContractAbi.Erc4626Vault.Event("Deposit");
    private static readonly AbiEvent Withdrawn = ContractAbi.Erc4626Vault.Event("Withdraw");
    private static readonly Func<Log, Exchange> ReadDeposit = Deposited.Decoder<Exchange>();
    private static readonly Func<Log, Exit> ReadWithdrawal = Withdrawn.Decoder<Exit>();

    public IReadOnlyList<LogFilter> Queries { get; } =
    [
        new LogFilter { Addresses = [source.Contract], Topics = [[Deposited.Topic0], null, [Hash32.FromAddress(source.Beneficiary)]] },
        new LogFilter { Addresses = [source.Contract], Topics = [[Withdrawn.Topic0], null, null, [Hash32.FromAddress(source.Beneficiary)]] },
    ];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        if (Deposited.Matches(log) && ReadDeposit(log) is var deposit && deposit.Owner == source.Beneficiary)
        {
            yield return new Movement(at, Direction.Deposit, asset, deposit.Assets, deposit.Shares);
        }
        else if (Withdrawn.Matches(log) && ReadWithdrawal(log) is var withdrawal && withdrawal.Owner == source.Beneficiary)
        {
            yield return new Movement(at, Direction.Withdrawal, asset, withdrawal.Assets, withdrawal.Shares);
            var gain = withdrawal.Assets - before.CostOf(withdrawal.Shares);
            if (!gain.IsZero)
            {
                yield return new Payment(at, source.Contract, asset, gain)
                {
                    Arriving = withdrawal.Receiver == source.Beneficiary ? withdrawal.Assets : 0,
                    Quarantine = Doubt(withdrawal.Shares, before.Shares),
                };
            }
        }
    }

    /// <summary>A gain is less than what was withdrawn with it.</summary>
    public static ToldSum? WithdrawnBy(Log log) => Withdrawn.Matches(log) ? new ToldSum(true, null, ReadWithdrawal(log).Assets) : null;

    private static string? Doubt(BigInteger withdrawn, BigInteger held) => withdrawn <= held
        ? null
        : $"{withdrawn} shares were withdrawn but only {held} were seen coming, so their cost is unknown: set FromBlock before the first deposit";

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation) =>
        new Erc4626Vault(source, new Token(await SourceContract.AskAddressAsync(source, chain, ContractAbi.Erc4626Vault.Function("asset"), cancellation)));

    private readonly record struct Exchange(Address Owner, BigInteger Assets, BigInteger Shares);

    private readonly record struct Exit(Address Receiver, Address Owner, BigInteger Assets, BigInteger Shares);
}
