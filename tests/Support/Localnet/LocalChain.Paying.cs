using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;

namespace ChainWatch.Support.Localnet;

/// <content>What happens to the owner's money. Amounts are the caller's or computed here, never read from a log; logs only say where they stand.</content>
public sealed partial class LocalChain
{
    // The album's splitter gives the treasury 45 of 100 shares.
    private const int TreasuryPercent = 45;
    private const int Looks = 500;
    private const ulong Gas = 1_500_000;
    private const ulong MaxFee = 50_000_000_000;
    private const ulong PriorityFee = 1_000_000_000;

    /// <summary>When the newest transaction had been mined: a timestamp of <see cref="TimeProvider.System"/>.</summary>
    public long MinedAt { get; private set; }

    /// <summary>
    /// Pays a royalty into the album's splitter and releases the treasury's part: two blocks. The royalty must be a
    /// multiple of 100, so that the part is a whole number; nothing may have been left unreleased.
    /// </summary>
    public async Task<Paid> PayRoyaltyAsync(BigInteger royalty)
    {
        var splitter = Deployment.Contract("albumRoyalties");
        await SendAsync(Deployment.Account("royaltyPayers"), splitter, [], royalty);
        var release = ContractAbi.PaymentSplitter.Function("release(address)").Encode(Deployment.Treasury);
        var receipt = await SendAsync(Deployment.Account("coPayees"), splitter, release);
        return PaidIn(receipt, ContractAbi.PaymentSplitter.Event("PaymentReleased"), "album-royalties", splitter, splitter, Address.Zero, royalty * TreasuryPercent / 100);
    }

    /// <summary>A royalty in a token of a stranger's: paid into the album's splitter, and the treasury's part released.</summary>
    public async Task PayRoyaltyAsync(Address token, BigInteger royalty)
    {
        var (splitter, stranger) = (Deployment.Contract("albumRoyalties"), Deployment.Account("strangers"));
        await SendAsync(stranger, token, ContractAbi.Erc20.Function("transfer").Encode(splitter, royalty));
        await SendAsync(stranger, splitter, ContractAbi.PaymentSplitter.Function("release(address,address)").Encode(token, Deployment.Treasury));
    }

    /// <summary>A named payer pays the owner in the stablecoin.</summary>
    public async Task<Paid> PayByStablecoinAsync(BigInteger amount, int payer = 0)
    {
        var stablecoin = Deployment.Contract("stablecoin");
        var from = Deployment.Account("payers", payer);
        var receipt = await SendAsync(from, stablecoin, ContractAbi.Erc20.Function("transfer").Encode(Deployment.Treasury, amount));
        return PaidIn(receipt, ContractAbi.Erc20.Event("Transfer"), "studio-payments", stablecoin, from, stablecoin, amount);
    }

    /// <summary>Lets all of these send their transactions, in this order, and mines them in one block.</summary>
    public async Task MineTogetherAsync(params IReadOnlyList<Func<Task>> sendings)
    {
        ArgumentNullException.ThrowIfNull(sendings);
        await MineAtOnceAsync(false);
        var sent = new List<Task>();
        foreach (var sending in sendings)
        {
            sent.Add(sending());
            for (var look = 0; look < Looks && RpcPoster.Number(await AskAsync("eth_getBlockTransactionCountByNumber", "pending")) < (ulong)sent.Count; look++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, _cancellation);
            }
        }

        await MineAsync();
        await MineAtOnceAsync(true);
        await Task.WhenAll(sent);
    }

    /// <summary>The first named payer pays somebody in the stablecoin.</summary>
    public Task PayAsync(Address payee, BigInteger amount) => SendAsync(
        Deployment.Account("payers"), Deployment.Contract("stablecoin"), ContractAbi.Erc20.Function("transfer").Encode(payee, amount));

    /// <summary>Somebody pays the TaxSplitter in the stablecoin.</summary>
    public Task PaySplitterAsync(BigInteger amount) => PayAsync(Deployment.Contract("taxSplitter"), amount);

    /// <summary>Somebody pays the TaxSplitter in ether.</summary>
    public Task PaySplitterEtherAsync(BigInteger wei) => SendAsync(Deployment.Account("payers"), Deployment.Contract("taxSplitter"), [], wei);

    /// <summary>A stranger sends somebody a token of its own.</summary>
    public Task SendTokenAsync(Address token, Address payee, BigInteger amount) => SendAsync(
        Deployment.Account("strangers"), token, ContractAbi.Erc20.Function("transfer").Encode(payee, amount));

    /// <summary>The owner hands some of a token on to a stranger.</summary>
    public async Task HandOnAsync(Address token, BigInteger amount)
    {
        await UnlockAsync(Deployment.Treasury);
        await SendAsync(Deployment.Treasury, token, ContractAbi.Erc20.Function("transfer").Encode(Deployment.Account("strangers"), amount));
    }

    /// <summary>A stranger lets the TaxSplitter divide what it holds of a token; the zero address is ether.</summary>
    public Task ReleaseAsync(Address token) => SendAsync(
        Deployment.Account("strangers"), Deployment.Contract("taxSplitter"), ContractAbi.TaxSplitter.Function("release").Encode(token));

    /// <summary>Somebody pays into the vault for the owner, who gets the shares.</summary>
    public async Task<Moved> DepositAsync(BigInteger assets)
    {
        var vault = Deployment.Contract("vault");
        var deposit = ContractAbi.Erc4626Vault.Function("deposit").Encode(assets, Deployment.Treasury);
        return MovedIn(await SendAsync(Deployment.Account("vaultUsers"), vault, deposit), "Deposit", vault, assets);
    }

    /// <summary>The vault earns: all its shares are worth more, and none of its events says so.</summary>
    public Task GrowVaultAsync(BigInteger assets) => SendAsync(
        Deployment.Account("yieldSource"), Deployment.Contract("stablecoin"), ContractAbi.Erc20.Function("transfer").Encode(Deployment.Contract("vault"), assets));

    /// <summary>The owner takes assets out of the vault.</summary>
    public async Task<Moved> WithdrawAsync(BigInteger assets)
    {
        var vault = Deployment.Contract("vault");
        var treasury = Deployment.Treasury;
        await UnlockAsync(treasury);
        var withdrawal = ContractAbi.Erc4626Vault.Function("withdraw").Encode(assets, treasury, treasury);
        return MovedIn(await SendAsync(treasury, vault, withdrawal), "Withdraw", vault, assets);
    }

    // The fees are given, so that the same payment sent again is the same transaction.
    private async Task<JsonNode> SendAsync(Address from, Address? to, byte[] data, BigInteger value = default, ulong gas = Gas)
    {
        var hash = await AskAsync("eth_sendTransaction", new JsonObject
        {
            ["from"] = $"{from}",
            ["to"] = to is { } contract ? $"{contract}" : null,
            ["data"] = Hex.Encode(data),
            ["value"] = RpcPoster.Quantity(value),
            ["gas"] = RpcPoster.Quantity(gas),
            ["maxFeePerGas"] = RpcPoster.Quantity(MaxFee),
            ["maxPriorityFeePerGas"] = RpcPoster.Quantity(PriorityFee),
        });
        MinedAt = TimeProvider.System.GetTimestamp();
        return await ReceiptAsync(hash!.GetValue<string>()) is { } receipt && RpcPoster.Number(receipt["status"]) == 1
            ? receipt
            : throw new InvalidOperationException($"Transaction {hash} failed.");
    }

    // Hardhat has mined when it answers; anvil mines soon after.
    private async Task<JsonNode?> ReceiptAsync(string hash)
    {
        for (var look = 0; look < Looks; look++)
        {
            if (await AskAsync("eth_getTransactionReceipt", hash) is { } receipt)
            {
                return receipt;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, _cancellation);
        }

        return null;
    }

    private static Paid PaidIn(JsonNode receipt, AbiEvent proof, string source, Address emitter, Address payer, Address token, BigInteger amount)
    {
        var log = LogOf(receipt, proof, emitter);
        return new Paid(source, payer, token, amount, log.BlockNumber, log.BlockHash, log.LogIndex, log.TransactionHash);
    }

    private static Moved MovedIn(JsonNode receipt, string name, Address vault, BigInteger assets)
    {
        var proof = ContractAbi.Erc4626Vault.Event(name);
        var log = LogOf(receipt, proof, vault);
        var shares = new BigInteger(log.Data.Span[32..64], isUnsigned: true, isBigEndian: true);
        return new Moved("usdc-vault", name == "Deposit", assets, shares, log.BlockNumber, log.BlockHash, log.LogIndex, log.TransactionHash);
    }

    private static Log LogOf(JsonNode receipt, AbiEvent proof, Address emitter) =>
        receipt["logs"]!.AsArray().Select(log => ReadLog(log!)).Single(log => log.Address == emitter && proof.Matches(log));

    private static Log ReadLog(JsonNode log) => new()
    {
        Address = Address.TryParseIgnoringChecksum(log["address"]!.GetValue<string>(), out var emitter) ? emitter : throw new FormatException(),
        Topics = [.. log["topics"]!.AsArray().Select(topic => Hash32.Parse(topic!.GetValue<string>()))],
        Data = Convert.FromHexString(log["data"]!.GetValue<string>()[2..]),
        BlockNumber = RpcPoster.Number(log["blockNumber"]),
        BlockHash = Hash32.Parse(log["blockHash"]!.GetValue<string>()),
        TransactionHash = Hash32.Parse(log["transactionHash"]!.GetValue<string>()),
        TransactionIndex = (int)RpcPoster.Number(log["transactionIndex"]),
        LogIndex = (int)RpcPoster.Number(log["logIndex"]),
    };
}
