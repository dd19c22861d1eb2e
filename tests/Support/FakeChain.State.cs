using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Support;

/// <content>What contracts and accounts hold, block by block.</content>
public sealed partial class FakeChain
{
    private readonly Dictionary<Address, Func<ulong, ReadOnlyMemory<byte>, byte[]?>> _contracts = [];
    private readonly Dictionary<(Address Account, Hash32 Slot), Hash32> _storage = [];
    private readonly Dictionary<Address, Func<ulong, BigInteger>> _balances = [];

    /// <summary>Puts a contract at an address which answers every call itself, given the block and the calldata; null reverts.</summary>
    public void Deploy(Address contract, Func<ulong, ReadOnlyMemory<byte>, byte[]?> answer)
    {
        _code.TryAdd(contract, [0xfe]);
        _contracts[contract] = answer;
    }

    /// <summary>Writes a storage word.</summary>
    public void Store(Address account, Hash32 slot, Hash32 word) => _storage[(account, slot)] = word;

    /// <summary>Says what an account has of the chain's coin after each block.</summary>
    public void Hold(Address account, Func<ulong, BigInteger> after) => _balances[account] = after;

    /// <summary>What the beacon chain pays out in every block.</summary>
    public IReadOnlyList<Withdrawal> Withdrawals { get; set; } = [];

    /// <summary>The first block of which the node keeps the state; it has forgotten that of every block below.</summary>
    public ulong KeepsStateFrom { get; set; }

    public Task<Hash32> GetStorageAsync(Address address, Hash32 slot, BlockTag block, CancellationToken cancellation = default) =>
        AskAsync("eth_getStorageAt", () => _storage.GetValueOrDefault((address, slot)), cancellation);

    public Task<BigInteger> GetBalanceAsync(Address address, BlockTag block, CancellationToken cancellation = default) => AskAsync(
        "eth_getBalance", () => Kept(block) && _balances.TryGetValue(address, out var after) ? after(NumberOf(block)!.Value) : BigInteger.Zero, cancellation);

    private bool Kept(BlockTag block) => NumberOf(block) >= KeepsStateFrom ? true : throw Some.Failure(RpcFailure.Final, "missing trie node", "eth_call");
}
