using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;

namespace ChainWatch.Support.Localnet;

/// <content>Ether from account to account, and through a contract.</content>
public sealed partial class LocalChain
{
    // Passes what it is sent on to the account in its first word of calldata. Second word: 0, and that is all; 1, and it then
    // reverts; 2, and it does the former in a call of its own, which is reverted while the transaction succeeds.
    private static readonly byte[] Forwarder = Convert.FromHexString(
        "6038600c60003960386000f3" + "60203580600214601f576000808080346000355af150601a57005b600080fd5b60003560005260016020526000806040600034305af15000");

    /// <summary>A contract that passes ether on.</summary>
    public async Task<Address> DeployForwarderAsync()
    {
        var receipt = await SendAsync(Deployment.Account("payers"), null, Forwarder);
        return Address.TryParseIgnoringChecksum(receipt["contractAddress"]!.GetValue<string>(), out var created) ? created : throw new FormatException();
    }

    /// <summary>The first named payer pays in ether.</summary>
    public async Task<Paid> PayEtherAsync(string source, Address payee, BigInteger wei) =>
        PlainlyPaid(await SendAsync(Deployment.Account("payers"), payee, [], wei), source, Deployment.Account("payers"), wei);

    /// <summary>A contract passes ether on that the first named payer sends through it.</summary>
    public async Task<Paid> ForwardEtherAsync(string source, Address forwarder, Address payee, BigInteger wei) =>
        PlainlyPaid(await SendAsync(Deployment.Account("payers"), forwarder, [.. Hash32.FromAddress(payee).Bytes, .. new byte[32]], wei), source, forwarder, wei);

    /// <summary>A contract passes ether on, and takes it back by failing, in a transaction that succeeds.</summary>
    public Task PretendEtherAsync(Address forwarder, Address payee, BigInteger wei) =>
        SendAsync(Deployment.Account("payers"), forwarder, [.. Hash32.FromAddress(payee).Bytes, .. new byte[31], 2], wei);

    /// <summary>What an account has after a block.</summary>
    public async Task<BigInteger> BalanceAsync(Address account, ulong block) =>
        RpcPoster.BigNumber(await AskAsync("eth_getBalance", $"{account}", RpcPoster.Quantity(block)));

    // Where the payee logs what it receives, as a Safe does, that is the place.
    private static Paid PlainlyPaid(JsonNode receipt, string source, Address payer, BigInteger wei)
    {
        var logs = receipt["logs"]!.AsArray().Select(log => ReadLog(log!)).ToList();
        return new Paid(
            source,
            payer,
            Address.Zero,
            wei,
            RpcPoster.Number(receipt["blockNumber"]),
            Hash32.Parse(receipt["blockHash"]!.GetValue<string>()),
            logs.Count == 0 ? -1 - (int)RpcPoster.Number(receipt["transactionIndex"]) : logs.Single().LogIndex,
            Hash32.Parse(receipt["transactionHash"]!.GetValue<string>()));
    }
}
