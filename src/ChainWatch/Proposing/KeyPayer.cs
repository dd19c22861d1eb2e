using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Storage;

namespace ChainWatch.Proposing;

/// <summary>An account of one key that pays by itself, for small amounts. Its proposals are counted by a running number, never used again.</summary>
internal sealed class KeyPayer(Chain chain, Ledger ledger, Address account) : IPayer
{
    public Address Address => account;

    /// <summary>
    /// Names a transfer: Keccak-256 of the ASCII text <c>chainwatch transfer of one key</c>, then 32 bytes each of chain
    /// id, account, running number, recipient, value, and the Keccak-256 of the calldata.
    /// </summary>
    public static Hash32 HashOf(SafeTransaction transfer) => Keccak256.Hash(
    [
        .. "chainwatch transfer of one key"u8,
        .. SafeTransaction.Word(transfer.ChainId),
        .. Hash32.FromAddress(transfer.Safe).Bytes,
        .. SafeTransaction.Word(transfer.Nonce),
        .. Hash32.FromAddress(transfer.To).Bytes,
        .. SafeTransaction.Word(transfer.Value),
        .. Keccak256.Hash(transfer.Data.Span).Bytes,
    ]);

    /// <summary>Makes sure that nothing but a key moves an account's money.</summary>
    /// <exception cref="ChainWatchException">The account has code, also where its key lent it some (EIP-7702).</exception>
    public static async Task RequireNoCodeAsync(Chain chain, Address account, CancellationToken cancellation)
    {
        if ((await chain.GetCodeAsync(account, cancellation)).Length > 0)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                SafeReader.UnknownSafe,
                $"Escrow: the treasury {account} on {chain.Settings.Name}: it has code, so it is no account of one key alone.",
                "Correct Kind or Address and type: chainwatch check");
        }
    }

    public async Task<PayerCondition> ReadConditionAsync(CancellationToken cancellation)
    {
        await RequireNoCodeAsync(chain, account, cancellation);
        return new PayerCondition(Proposal.Eoa, 0, null);
    }

    public Task<ulong> ReadNonceAsync(CancellationToken cancellation) =>
        Task.FromResult(ledger.Read(connection => ProposalBook.NextNumber(connection, chain.Settings.ChainId, account)));

    public Task ConfirmAsync(SafeTransaction transaction, CancellationToken cancellation) => Task.CompletedTask;
}
