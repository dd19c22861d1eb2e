using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;

namespace ChainWatch.Support;

/// <summary>A Safe on a <see cref="FakeChain"/>. Its nonce is counted from its own events in the blocks that stand, so a reorg takes it back as well.</summary>
public sealed class FakeSafe
{
    private static readonly AbiContract Abi = ContractAbi.Safe;
    private static readonly Hash32 GuardSlot = Hash32.Parse("0x4a204f620c8c5ccdca3fd54d003badd85ba500436a431f0cbda4f558c93c34c8");
    private static readonly Hash32 HandlerSlot = Hash32.Parse("0x6c9a6c4a39284e37ed1cf53d337577d14212a4870fb976a4366c693b939918d5");

    private readonly FakeChain _chain;

    /// <summary>A Safe whose proxy points to a singleton with this code.</summary>
    public FakeSafe(FakeChain chain, Address at, byte[] singletonCode)
    {
        ArgumentNullException.ThrowIfNull(chain);
        (_chain, Address) = (chain, at);
        chain.Deploy(Singleton, singletonCode);
        chain.Store(at, default, Hash32.FromAddress(Singleton));
        chain.Deploy(at, Answer);
    }

    public static Address Singleton => Some.Address(900);

    public Address Address { get; }

    /// <summary>Its owners, in the order in which it tells them.</summary>
    public IList<Address> Owners { get; } = [Some.Address(33), Some.Address(31), Some.Address(32)];

    /// <summary>What it calls itself.</summary>
    public string Version { get; set; } = "1.4.1";

    public IList<Address> Modules { get; } = [];

    public int Threshold { get; set; } = 2;

    /// <summary>Its nonce before any of the chain's events.</summary>
    public ulong FirstNonce { get; set; }

    /// <summary>It answers for every transaction the hash of another one.</summary>
    public bool HashesOtherwise { get; set; }

    public void SetGuard(Address guard) => _chain.Store(Address, GuardSlot, Hash32.FromAddress(guard));

    public void SetFallbackHandler(Address handler) => _chain.Store(Address, HandlerSlot, Hash32.FromAddress(handler));

    /// <summary>The event that it executed a transaction.</summary>
    public Log Executed(Hash32 safeTxHash, bool succeeded = true) =>
        Some.Log(Address, Abi.Event(succeeded ? "ExecutionSuccess" : "ExecutionFailure"), safeTxHash, BigInteger.Zero);

    private ulong NonceAfter(ulong block) => FirstNonce + (ulong)_chain.AllLogs.Count(log =>
        log.Address == Address && log.BlockNumber <= block && (Abi.Event("ExecutionSuccess").Matches(log) || Abi.Event("ExecutionFailure").Matches(log)));

    private byte[]? Answer(ulong block, ReadOnlyMemory<byte> data)
    {
        foreach (var (name, answer) in new (string, Func<AbiValues, object[]>)[]
        {
            ("VERSION", _ => [Version]),
            ("getOwners", _ => [Owners.Cast<object>().ToArray()]),
            ("getModulesPaginated", _ => [Modules.Cast<object>().ToArray(), Some.Address(0)]),
            ("getThreshold", _ => [new BigInteger(Threshold)]),
            ("nonce", _ => [new BigInteger(NonceAfter(block))]),
            ("getTransactionHash", asked => [Hash(asked)]),
        })
        {
            var function = Abi.Function(name);
            if (data.Span.StartsWith(function.Selector))
            {
                return AbiCodec.Encode([.. function.Outputs.Select(output => output.Type)], answer(function.DecodeCall(data)));
            }
        }

        return null;
    }

    private Hash32 Hash(AbiValues asked) => new SafeTransaction(
        _chain.ChainId, Address, asked.Integer(9) + (HashesOtherwise ? 1 : 0), asked.Address(0), asked.Integer(1), asked.Bytes(2), (SafeOperation)(int)asked.Integer(3)).SafeTxHash;
}
