using System.Text;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;

namespace ChainWatch.Support;

/// <summary>Sensible values: a test names only what it is about.</summary>
public static class Some
{
    /// <summary>The wallet that is paid where a test does not say otherwise.</summary>
    public static readonly Address Owner = Address(1);

    /// <summary>The contract that pays where a test does not say otherwise.</summary>
    public static readonly Address Contract = Address(2);

    /// <summary>The account that pays where a kind of source needs payers.</summary>
    public static readonly Address Payer = Address(3);

    /// <summary>The token that is paid in.</summary>
    public static readonly Address Coin = Address(4);

    /// <summary>An account that has nothing to do with the owner.</summary>
    public static readonly Address Stranger = Address(5);

    /// <summary>The n-th address: always the same one, and unlike all others.</summary>
    public static Address Address(int n) => new(Seeded($"address {n}").Bytes[12..]);

    /// <summary>The n-th hash.</summary>
    public static Hash32 Hash(int n) => Seeded($"hash {n}");

    /// <summary>A header; the child of <paramref name="parent"/> where one is given.</summary>
    public static BlockHeader Header(ulong number, BlockHeader? parent = null, int fork = 0) => new()
    {
        Hash = Seeded($"block {number} {fork} {parent?.Hash}"),
        ParentHash = parent?.Hash ?? Seeded($"block {number - 1} {fork} "),
        Number = number,
        Timestamp = FakeChain.TimeOf(number),
    };

    /// <summary>A log that is in no block yet; <see cref="FakeChain.Mine"/> gives it one.</summary>
    public static Log Log(Address? address = null, IReadOnlyList<Hash32>? topics = null, byte[]? data = null, ulong block = 0, int index = 0) => new()
    {
        Address = address ?? Contract,
        Topics = topics ?? [Hash(1)],
        Data = data ?? [],
        BlockNumber = block,
        BlockHash = block == 0 ? default : Seeded($"block {block}"),
        TransactionHash = default,
        TransactionIndex = 0,
        LogIndex = index,
    };

    /// <summary>The log that a contract emits for an event with these arguments.</summary>
    public static Log Log(Address contract, AbiEvent emitted, params IReadOnlyList<object> arguments)
    {
        ArgumentNullException.ThrowIfNull(emitted);
        var inputs = emitted.Inputs.Zip(arguments).ToList();
        var indexed = inputs.Where(input => input.First.Indexed).Select(input => new Hash32(AbiCodec.Encode([input.First.Type], [input.Second])));
        var rest = inputs.Where(input => !input.First.Indexed).ToList();
        return Log(contract, [emitted.Topic0, .. indexed], AbiCodec.Encode([.. rest.Select(input => input.First.Type)], [.. rest.Select(input => input.Second)]));
    }

    /// <summary>A chain's configuration. Its events are taken at their word: most tests stage no balances beside them.</summary>
    public static ChainSettings ChainSettings(
        string name = "localnet",
        ulong chainId = 31337,
        Finality finality = Finality.Depth,
        ulong confirmations = 12,
        ulong maxReorgDepth = 256,
        ulong maxBlockRange = 10_000) =>
        new(name, chainId, [new Uri("http://127.0.0.1:8545")], null, TimeSpan.FromSeconds(2), finality, confirmations, maxReorgDepth, maxBlockRange, "ETH")
        {
            Balances = Balances.Trust,
        };

    /// <summary>A source's configuration, with the payers or the token that its kind needs.</summary>
    public static SourceSettings Source(
        string kind = "payment-splitter",
        string? name = null,
        Address? contract = null,
        Address? beneficiary = null,
        ulong fromBlock = 0,
        string chain = "localnet",
        string category = "Royalty",
        IReadOnlyList<Address>? payers = null,
        Address? token = null,
        IReadOnlyList<(string Key, string Value)>? options = null) =>
        new(
            name ?? kind,
            chain,
            kind,
            contract ?? Contract,
            beneficiary ?? Owner,
            category,
            fromBlock,
            payers ?? (SourceKinds.NeedsPayers(kind) ? [Payer] : []),
            SourceKinds.NeedsToken(kind) ? new Token(token ?? Coin) : null)
        {
            Options = (options ?? []).GroupBy(option => option.Key).ToDictionary(
                same => same.Key, same => (IReadOnlyList<string>)[.. same.Select(option => option.Value)]),
        };

    /// <summary>What an endpoint throws.</summary>
    public static RpcException Failure(RpcFailure failure = RpcFailure.Retry, string reason = "staged", string method = "eth_test") =>
        new(failure, "fake", method, reason);

    internal static Hash32 Seeded(string seed) => Keccak256.Hash(Encoding.UTF8.GetBytes(seed));
}
