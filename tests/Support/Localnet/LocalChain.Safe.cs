using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;

namespace ChainWatch.Support.Localnet;

/// <content>What happens to the treasury Safe.</content>
public sealed partial class LocalChain
{
    private string DeploymentFile => Path.Combine(_folder, "deployment.json");

    private Address Relayer => Deployment.Account("relayer");

    /// <summary>Writes <c>owner-1.json</c> and so on, and <c>passphrase.txt</c>.</summary>
    public Task WriteKeysAsync(string folder) => RunAsync("scripts/keystores.ts", "--deployment", DeploymentFile, "--out", folder);

    /// <summary>Lets an owner sign a bundle in Safe's own protocol-kit.</summary>
    public Task KitSignAsync(string bundle, int owner, string result) => RunAsync(
        "scripts/kit-sign.ts", "--bundle", bundle, "--rpc", $"{Http}", "--deployment", DeploymentFile, "--key-of", $"{Deployment.Owners[owner - 1]}", "--out", result);

    /// <summary>Lets protocol-kit execute a signed bundle.</summary>
    public Task KitExecuteAsync(string bundle) => RunAsync("scripts/kit-execute.ts", "--bundle", bundle, "--rpc", $"{Http}", "--deployment", DeploymentFile);

    /// <summary>Lets api-kit publish a signed bundle on a Safe Transaction Service; and delete it again, if an hour is given.</summary>
    public Task KitPublishAsync(string bundle, Uri service, long? deleteAt = null) => RunAsync(
    [
        "scripts/kit-publish.ts", "--bundle", bundle, "--rpc", $"{Http}", "--deployment", DeploymentFile, "--service", $"{service}",
        .. deleteAt is { } hour ? (string[])["--delete-at", hour.ToString(CultureInfo.InvariantCulture)] : [],
    ]);

    /// <summary>The relayer sends a call of a Safe, the treasury and plain unless said otherwise, with the owners' signatures.</summary>
    /// <exception cref="InvalidOperationException">The Safe refuses it.</exception>
    public Task ExecuteAsync(Address to, BigInteger value, byte[] data, byte[] signatures, Address? safe = null, int operation = 0) => SendAsync(
        Relayer,
        safe ?? Deployment.Treasury,
        ContractAbi.Safe.Function("execTransaction").Encode(to, value, data, operation, 0, 0, 0, Address.Zero, Address.Zero, signatures));

    /// <summary>Two owners let the treasury call somebody with nothing at its next nonce: a transaction that ChainWatch knows nothing of. (A call of itself with nothing would be a rejection.)</summary>
    public Task ExecuteForeignAsync() => ExecuteApprovedAsync(Relayer, [], safeTxGas: 0);

    /// <summary>Two owners let the treasury pay more than it has at its next nonce, so that the Safe executes a failure and uses the nonce up.</summary>
    public Task ExecuteFailingAsync() => ExecuteApprovedAsync(
        Deployment.Contract("stablecoin"), ContractAbi.Erc20.Function("transfer").Encode(Relayer, BigInteger.Pow(10, 30)), safeTxGas: 200_000);

    /// <summary>The treasury spends some of the stablecoin without its owners.</summary>
    public async Task SpendAsync(BigInteger amount)
    {
        await UnlockAsync(Deployment.Treasury);
        await SendAsync(Deployment.Treasury, Deployment.Contract("stablecoin"), ContractAbi.Erc20.Function("transfer").Encode(Relayer, amount));
    }

    /// <summary>The treasury asks for so many signatures from now on, without a transaction of its owners.</summary>
    public Task ChangeThresholdAsync(int threshold) => CallItselfAsync(ContractAbi.Safe.Function("changeThreshold").Encode(threshold));

    /// <summary>Puts other code at an address.</summary>
    public Task AlterCodeAsync(Address contract, string code) => AskAsync("hardhat_setCode", $"{contract}", code);

    /// <summary>An owner, counted from 1, leaves the treasury; two of the others must sign.</summary>
    public async Task RemoveOwnerAsync(int owner)
    {
        var listed = ContractAbi.Safe.Function("getOwners");
        var owners = listed.DecodeResult(await CallAsync(Deployment.Treasury, listed.Encode())).List(0).Cast<Address>().ToList();
        var at = owners.IndexOf(Deployment.Owners[owner - 1]);
        var before = at == 0 ? Address.Parse("0x0000000000000000000000000000000000000001") : owners[at - 1];
        await CallItselfAsync(ContractAbi.Safe.Function("removeOwner").Encode(before, owners[at], 2));
    }

    private async Task CallItselfAsync(byte[] call)
    {
        await UnlockAsync(Deployment.Treasury);
        await SendAsync(Deployment.Treasury, Deployment.Treasury, call);
    }

    /// <summary>How much of the stablecoin stands in the tax escrow.</summary>
    public Task<BigInteger> InEscrowAsync() => StablecoinOfAsync(Deployment.TaxEscrow);

    /// <summary>How much of the stablecoin an account has.</summary>
    public async Task<BigInteger> StablecoinOfAsync(Address account) => new(
        await CallAsync(Deployment.Contract("stablecoin"), ContractAbi.Erc20.Function("balanceOf").Encode(account)), isUnsigned: true, isBigEndian: true);

    private async Task ExecuteApprovedAsync(Address to, byte[] data, BigInteger safeTxGas)
    {
        var (safe, treasury) = (ContractAbi.Safe, Deployment.Treasury);
        var nonce = await CallAsync(treasury, safe.Function("nonce").Encode());
        var hash = new Hash32(await CallAsync(
            treasury,
            safe.Function("getTransactionHash").Encode(to, 0, data, 0, safeTxGas, 0, 0, Address.Zero, Address.Zero, new BigInteger(nonce, isUnsigned: true, isBigEndian: true))));
        var approvals = new List<byte>();
        foreach (var owner in Deployment.Owners.Take(2).Order())
        {
            await SendAsync(owner, treasury, safe.Function("approveHash").Encode(hash));
            approvals.AddRange([.. Hash32.FromAddress(owner).Bytes, .. new byte[32], 1]);
        }

        await SendAsync(Relayer, treasury, safe.Function("execTransaction").Encode(to, 0, data, 0, safeTxGas, 0, 0, Address.Zero, Address.Zero, approvals.ToArray()));
    }

    private async Task<byte[]> CallAsync(Address contract, byte[] data) => Hex.Decode((await AskAsync(
        "eth_call", new JsonObject { ["to"] = $"{contract}", ["data"] = Hex.Encode(data) }, "latest"))!.GetValue<string>());
}
