using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Income that is paid to a TaxSplitter (docs/tax-splitter.md): ether, as the contract says by <c>Received</c>, and the
/// tokens that the configuration names, as each says by its own <c>Transfer</c>. What comes in is income; that it is
/// divided afterwards is not.
/// </summary>
internal sealed class TaxSplitter(SourceSettings source) : IRecognizer
{
    public static SourceKind Kind => new("tax-splitter", OpenAsync)
    {
        IsPaidItself = true,
        Options = [SourceOption.Addresses("Tokens") with { IsOptional = true }],
    };

    private static readonly AbiEvent Received = ContractAbi.TaxSplitter.Event("Received");
    private static readonly AbiEvent Transferred = ContractAbi.Erc20.Event("Transfer");
    private static readonly Func<Log, Ether> ReadEther = Received.Decoder<Ether>();
    private static readonly Func<Log, Transfer> ReadTransfer = Transferred.Decoder<Transfer>();

    private readonly HashSet<Address> _tokens = [.. source.AddressesOf("Tokens")];

    public IReadOnlyList<LogFilter> Queries { get; } =
    [
        new LogFilter { Addresses = [source.Contract], Topics = [[Received.Topic0]] },
        .. source.AddressesOf("Tokens") is { Count: > 0 } tokens
            ? [new LogFilter { Addresses = tokens, Topics = [[Transferred.Topic0], null, [Hash32.FromAddress(source.Contract)]] }]
            : Array.Empty<LogFilter>(),
    ];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        var (payer, token, amount) = log.Address == source.Contract && Received.Matches(log) ? Ethers(ReadEther(log))
            : _tokens.Contains(log.Address) && Transferred.Matches(log) ? InToken(ReadTransfer(log), log.Address)
            : default;
        return amount > 0 ? [new Payment(at, payer, token, amount)] : [];
    }

    private static (Address, Token, BigInteger) Ethers(Ether ether) => (ether.Payer, Token.Native, ether.Amount);

    private (Address, Token, BigInteger) InToken(Transfer transfer, Address token) =>
        transfer.To == source.Contract && transfer.From != source.Contract ? (transfer.From, new Token(token), transfer.Value) : default;

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation)
    {
        await SourceContract.AskAddressAsync(source, chain, ContractAbi.TaxSplitter.Function("escrow"), cancellation);
        return new TaxSplitter(source);
    }

    private readonly record struct Ether(Address Payer, BigInteger Amount);

    private readonly record struct Transfer(Address From, Address To, BigInteger Value);
}
