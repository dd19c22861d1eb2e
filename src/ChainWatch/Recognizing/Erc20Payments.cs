using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Transfers of one ERC-20 token from named payers to the owner. The payers are named because anyone may send a
/// token, and because anyone may let a token announce a transfer of nothing "from" whomever they like.
/// </summary>
/// <remarks>
/// Where the token takes signed authorizations (EIP-3009, x402), the one that a payment was made by is noted as its
/// invoice; where its issuer can freeze (ERC-3643), the owner hears of it. The token is asked for both when the source is opened.
/// </remarks>
internal sealed class Erc20Payments(SourceSettings source, bool takesAuthorizations, bool canFreeze) : IRecognizer
{
    public static SourceKind Kind => new("erc20-payments", OpenAsync)
    {
        NeedsPayers = true,
        Options = [SourceOption.OneOf(StageKey, Stage.Received.Word(), Stage.InKind.Word(), Stage.ReturnOfCapital.Word()) with { IsOptional = true }],
    };

    private const string StageKey = "Stage";

    private static readonly AbiEvent Transferred = ContractAbi.Erc20.Event("Transfer");
    private static readonly AbiEvent Authorized = ContractAbi.Erc3009.Event("AuthorizationUsed");
    private static readonly Func<Log, Transfer> Read = Transferred.Decoder<Transfer>();
    private static readonly Func<Log, Authorization> ReadAuthorization = Authorized.Decoder<Authorization>();

    private readonly HashSet<Address> _payers = [.. source.Payers];
    private readonly Stage _stage = source.TextOf(StageKey) is { } word ? Stages.Parse(word) : Stage.Received;
    private readonly FreezeAlarms _freezes = new(source);
    private readonly Dictionary<(Hash32 Block, int LogIndex), Hash32> _invoices = [];

    public IReadOnlyList<LogFilter> Queries { get; } =
    [
        new LogFilter
        {
            Addresses = [source.Contract],
            Topics = [[Transferred.Topic0], [.. source.Payers.Select(Hash32.FromAddress)], [Hash32.FromAddress(source.Beneficiary)]],
        },
        .. takesAuthorizations ? [new LogFilter { Addresses = [source.Contract], Topics = [[Authorized.Topic0], [.. source.Payers.Select(Hash32.FromAddress)]] }] : Array.Empty<LogFilter>(),
        .. canFreeze ? [FreezeAlarms.QueryOf(source)] : Array.Empty<LogFilter>(),
    ];

    public async Task PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation)
    {
        foreach (var transaction in takesAuthorizations ? logs.GroupBy(log => (log.BlockHash, log.TransactionHash)) : [])
        {
            NoteInvoices(transaction);
        }

        await _freezes.PrepareAsync(logs, chain, cancellation);
    }

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        // An ERC-721 transfer has the same first topic and a fourth one: Matches counts them.
        if (!Transferred.Matches(log))
        {
            return _freezes.Recognize(log, at);
        }

        var (from, to, value) = Read(log);
        return to == source.Beneficiary && _payers.Contains(from) && value > 0
            ? [new Payment(at, from, new Token(log.Address), value) { Stage = _stage, Note = NoteOf(log) }]
            : [];
    }

    private string? NoteOf(Log log) => _invoices.TryGetValue((log.BlockHash, log.LogIndex), out var nonce) ? $"invoice {nonce} (EIP-3009)" : null;

    // A token says that an authorization is used, then what it moved: each answers for one transfer.
    private void NoteInvoices(IEnumerable<Log> transaction)
    {
        var unused = new Dictionary<Address, Hash32>();
        foreach (var log in transaction)
        {
            if (Authorized.Matches(log) && ReadAuthorization(log) is var authorization)
            {
                unused[authorization.Authorizer] = authorization.Nonce;
            }
            else if (Transferred.Matches(log) && unused.Remove(Read(log).From, out var nonce))
            {
                _invoices[(log.BlockHash, log.LogIndex)] = nonce;
            }
        }
    }

    private static async Task<IRecognizer> OpenAsync(SourceSettings source, Chain chain, CancellationToken cancellation) => new Erc20Payments(
        source,
        await SourceContract.HasAsync(source, chain, ContractAbi.Erc3009.Function("authorizationState"), [source.Beneficiary, default(Hash32)], cancellation),
        await SourceContract.HasAsync(source, chain, ContractAbi.Erc3643.Function("isFrozen"), [source.Beneficiary], cancellation));

    private readonly record struct Transfer(Address From, Address To, BigInteger Value);

    private readonly record struct Authorization(Address Authorizer, Hash32 Nonce);
}
