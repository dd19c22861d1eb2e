using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Signing;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Whoever has the keeper's key tries all that an attacker would, on the real contracts: the gas is all that there is to take.</summary>
public sealed class A_stolen_keeper_key(OneChain one) : IClassFixture<OneChain>
{
    private static readonly AbiContract Splitter = AbiContract.Parse(
        "function release(address token)", "function proposeRate(uint16 newBasisPoints)", "function applyRate()", "function cancelRate()");

    private static readonly AbiContract Hostile = AbiContract.Parse(
        "function pretend(uint256 balance)", "function onTransfer(address target, bytes data)", "function mint(address to, uint256 amount)");

    private static readonly AbiContract Modules = AbiContract.Parse("function execTransactionFromModule(address to, uint256 value, bytes data, uint8 operation) returns (bool)");

    private readonly LocalChain _chain = one.Chain;

    private static AbiContract Safe => ContractAbi.Safe;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Address Treasury => _chain.Deployment.Treasury;

    private Address TaxSplitter => _chain.Deployment.Contract("taxSplitter");

    private Token Stablecoin => new(_chain.Deployment.Contract("stablecoin"));

    [Fact]
    public async Task Can_move_nothing_but_gas()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        var keeper = await watch.KeepAsync();
        using var key = watch.StealKeeperKey();
        Assert.Equal(keeper, key.Address);

        // One proposal is executed, so that there are signatures to replay, and one is signed by a single owner.
        var executed = await watch.DraftedAsync(100_000_000);
        await watch.SignAsync(executed, owner: 1);
        await watch.SignAsync(executed, owner: 2);
        await watch.SentAsync(1);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed");
        var half = await watch.DraftedAsync(50_000_000);
        await watch.SignAsync(half, owner: 1);
        await _chain.TryAsync(_chain.Deployment.Account("payers"), Stablecoin.Contract, ContractAbi.Erc20.Function("transfer").Encode(TaxSplitter, 10_001));
        await _chain.TryAsync(_chain.Deployment.Account("payers"), TaxSplitter, [], 7_777);
        var before = await HeldAsync(keeper);
        var owners = await _chain.AskAsync(Treasury, Safe.Function("getOwners"));

        var replayed = await BlobAsync(watch, executed);
        var single = await BlobAsync(watch, half);
        await TryOnSafeAsync(key, replayed, single);
        await TryOnSplitterAsync(keeper);
        await TryOnTokensAsync(keeper);
        await TryOnSafeItselfAsync(key);

        var after = await HeldAsync(keeper);
        Assert.Equal(before with { KeeperCoins = 0 }, after with { KeeperCoins = 0 });
        Assert.True(after.KeeperCoins < before.KeeperCoins, "Not even gas was spent: nothing was tried.");
        Assert.Equal(owners.List(0), (await _chain.AskAsync(Treasury, Safe.Function("getOwners"))).List(0));
        Assert.Equal(2, (await _chain.AskAsync(Treasury, Safe.Function("getThreshold"))).Integer(0));
        Assert.Empty((await _chain.AskAsync(Treasury, Safe.Function("getModulesPaginated"), Address.Parse("0x0000000000000000000000000000000000000001"), 10)).List(0));
    }

    [Fact]
    public async Task Can_release_which_pays_escrow_and_owner_as_the_splitter_divides_and_nobody_else()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        var keeper = await watch.KeepAsync();
        await _chain.TryAsync(_chain.Deployment.Account("payers"), Stablecoin.Contract, ContractAbi.Erc20.Function("transfer").Encode(TaxSplitter, 10_001));
        var (before, kept) = (await HeldAsync(keeper), await _chain.HeldAsync(Stablecoin, keeper));

        Assert.True(await _chain.TryAsync(keeper, TaxSplitter, Splitter.Function("release").Encode(Stablecoin.Contract)));

        var after = await HeldAsync(keeper);
        Assert.Equal(before.SplitterSum, after.SplitterSum);
        Assert.Equal(BigInteger.Zero, await _chain.HeldAsync(Stablecoin, TaxSplitter));
        Assert.Equal(kept, await _chain.HeldAsync(Stablecoin, keeper));
    }

    // execTransaction with what signatures a thief can get: none, the own one, replayed, reordered, doubled, too few.
    private async Task TryOnSafeAsync(PrivateKey key, byte[] replayed, byte[] single)
    {
        var nonce = (await _chain.AskAsync(Treasury, Safe.Function("nonce"))).Integer(0);
        var theft = new SafeTransaction(_chain.ChainId, Treasury, nonce, Stablecoin.Contract, 0, ContractAbi.Erc20.Function("transfer").Encode(key.Address, 1_000_000));
        var own = OwnerSignature.Eip712(key.Address, key.Sign(theft.SafeTxHash)).Bytes.ToArray();
        byte[] sender = [.. Hash32.FromAddress(key.Address).Bytes, .. new byte[32], 1];
        byte[] ownersApproval = [.. Hash32.FromAddress(_chain.Deployment.Owners[0]).Bytes, .. new byte[32], 1];
        byte[] asContract = [.. Hash32.FromAddress(key.Address).Bytes, .. Word(130), 0];
        foreach (var blob in (byte[][])[[], own, [.. own, .. own], sender, [.. sender, .. own], replayed, Swapped(replayed), single, [.. single, .. own], [.. ownersApproval, .. sender], [.. asContract, .. own, .. Word(0)]])
        {
            await RefusedAsync(key.Address, Treasury, Execute(theft, blob));
            await RefusedAsync(key.Address, Treasury, Execute(theft with { Operation = SafeOperation.DelegateCall }, blob));
        }
    }

    // Everything that changes who may move the Safe's money.
    private async Task TryOnSafeItselfAsync(PrivateKey key)
    {
        var thief = key.Address;
        byte[] transfer = ContractAbi.Erc20.Function("transfer").Encode(thief, 1);
        foreach (var call in (byte[][])
        [
            Safe.Function("approveHash").Encode(new Hash32(Word(1))),
            Safe.Function("addOwnerWithThreshold").Encode(thief, 1),
            Safe.Function("swapOwner").Encode(Address.Parse("0x0000000000000000000000000000000000000001"), _chain.Deployment.Owners[0], thief),
            Safe.Function("removeOwner").Encode(Address.Parse("0x0000000000000000000000000000000000000001"), _chain.Deployment.Owners[0], 1),
            Safe.Function("changeThreshold").Encode(1),
            Safe.Function("enableModule").Encode(thief),
            Safe.Function("setGuard").Encode(Address.Zero),
            Safe.Function("setFallbackHandler").Encode(thief),
            Safe.Function("setup").Encode((object)new object[] { thief }, 1, Address.Zero, Array.Empty<byte>(), Address.Zero, Address.Zero, 0, Address.Zero),
            Modules.Function("execTransactionFromModule").Encode(Stablecoin.Contract, 0, transfer, 0),
            Safe.Function("simulateAndRevert").Encode(Stablecoin.Contract, transfer),
        ])
        {
            await RefusedAsync(thief, Treasury, call);
        }
    }

    private async Task TryOnSplitterAsync(Address thief)
    {
        await RefusedAsync(thief, TaxSplitter, Splitter.Function("proposeRate").Encode(0));
        await RefusedAsync(thief, TaxSplitter, Splitter.Function("applyRate").Encode());
        await RefusedAsync(thief, TaxSplitter, Splitter.Function("cancelRate").Encode());

        // A token that lies and calls back while it is released: it moves itself and nothing else.
        var hostile = await _chain.DeployAsync(thief, "HostileToken");
        foreach (var target in (byte[][])[Splitter.Function("release").Encode(Stablecoin.Contract), Splitter.Function("release").Encode(Address.Zero), Splitter.Function("applyRate").Encode()])
        {
            Assert.True(await _chain.TryAsync(thief, hostile, Hostile.Function("pretend").Encode(1_000_000)));
            Assert.True(await _chain.TryAsync(thief, hostile, Hostile.Function("onTransfer").Encode(TaxSplitter, target)));
            await _chain.TryAsync(thief, TaxSplitter, Splitter.Function("release").Encode(hostile));
        }

        Assert.True(await _chain.TryAsync(thief, hostile, Hostile.Function("onTransfer").Encode(Stablecoin.Contract, ContractAbi.Erc20.Function("transferFrom").Encode(TaxSplitter, thief, 1))));
        await _chain.TryAsync(thief, TaxSplitter, Splitter.Function("release").Encode(hostile));
    }

    private async Task TryOnTokensAsync(Address thief)
    {
        foreach (var from in (Address[])[Treasury, _chain.Deployment.TaxEscrow, TaxSplitter])
        {
            await RefusedAsync(thief, Stablecoin.Contract, ContractAbi.Erc20.Function("transferFrom").Encode(from, thief, 1));
        }
    }

    private async Task RefusedAsync(Address from, Address to, byte[] data) => Assert.False(await _chain.TryAsync(from, to, data), $"{Hex.Encode(data.AsSpan(0, 4))} to {to} succeeded.");

    private async Task<Holdings> HeldAsync(Address keeper)
    {
        var deployment = _chain.Deployment;
        var (escrow, owner) = (deployment.SplitterTerm("escrow"), deployment.SplitterTerm("owner"));
        return new Holdings(
            await BothAsync(Treasury),
            await BothAsync(deployment.TaxEscrow),
            await _chain.HeldAsync(Stablecoin, TaxSplitter) + await _chain.HeldAsync(Stablecoin, escrow) + await _chain.HeldAsync(Stablecoin, owner),
            await BothAsync(TaxSplitter),
            await _chain.HeldAsync(Stablecoin, keeper),
            await _chain.HeldAsync(Token.Native, keeper));
    }

    private async Task<(BigInteger, BigInteger)> BothAsync(Address holder) => (await _chain.HeldAsync(Stablecoin, holder), await _chain.HeldAsync(Token.Native, holder));

    private static async Task<byte[]> BlobAsync(EscrowWatch watch, long id) =>
    [
        .. (await watch.ShowAsync(id))["confirmations"]!.AsArray()
            .OrderBy(each => Address.Parse(each!["owner"]!.GetValue<string>())).SelectMany(each => Hex.Decode(each!["signature"]!.GetValue<string>())),
    ];

    private static byte[] Execute(SafeTransaction transaction, byte[] blob) => Safe.Function("execTransaction").Encode(
        transaction.To, transaction.Value, transaction.Data.ToArray(), (int)transaction.Operation, 0, 0, 0, Address.Zero, Address.Zero, blob);

    private static byte[] Swapped(byte[] blob) => [.. blob[OwnerSignature.PartSize..], .. blob[..OwnerSignature.PartSize]];

    private static byte[] Word(byte number) => [.. new byte[31], number];

    private sealed record Holdings(
        (BigInteger, BigInteger) Treasury, (BigInteger, BigInteger) Escrow, BigInteger SplitterSum, (BigInteger, BigInteger) Splitter, BigInteger KeeperTokens, BigInteger KeeperCoins);
}
