using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>
/// A chain that lives at random: payments, deposits and withdrawals, noise, reorgs, blocks that return, faults, restarts
/// and sources that join late. What the ledger must say in the end is worked out here, from the chain alone.
/// </summary>
internal sealed class RandomHistory : IDisposable
{
    private const ulong MaxReorgDepth = 12;

    private static readonly Address Splitter = Some.Address(10);
    private static readonly Address Vault = Some.Address(11);
    private static readonly Address Late = Some.Address(12);

    private readonly Random _random;
    private readonly List<BlockHeader> _leftBehind = [];
    private ulong _highest;
    private int _shares;

    public RandomHistory(int seed)
    {
        _random = new Random(seed);
        Watch.ChainSettings = Some.ChainSettings(maxReorgDepth: MaxReorgDepth, maxBlockRange: (ulong)_random.Next(1, 20), confirmations: 3);
        Watch.Sources = [Some.Source(name: "splitter", contract: Splitter), Some.Source("erc4626-vault", contract: Vault, fromBlock: (ulong)_random.Next(3))];
        Watch.Chain.Deploy(Splitter);
        Watch.Chain.Deploy(Late);
        Watch.Chain.DeployVault(Vault);
    }

    public FakeWatch Watch { get; } = new();

    public void Dispose() => Watch.Dispose();

    /// <summary>Lets it live, and in the end lets it be watched in peace.</summary>
    public async Task LiveAsync(CancellationToken cancellation)
    {
        for (var step = 0; step < 15; step++)
        {
            Happen();
            await TryPassAsync(cancellation);
        }

        Watch.Chain.Faults.Clear();
        AddLateSource();
        MineUpTo(_highest + 1);
        await Watch.PassAsync(cancellation: cancellation);
    }

    /// <summary>What stands on the chain now, by the simplest reckoning there is.</summary>
    public IReadOnlyList<string> Truth()
    {
        var truth = new List<string>();
        BigInteger shares = 0, cost = 0;
        var vaultFrom = Watch.Sources[1].FromBlock;
        foreach (var log in Watch.Chain.AllLogs)
        {
            if ((log.Address == Splitter || log.Address == Late) && ContractAbi.PaymentSplitter.Event("PaymentReleased").Decode(log) is var release
                && release.Address("to") == Some.Owner)
            {
                truth.Add($"{log.BlockHash} {log.LogIndex} {release.Integer("amount")}");
            }
            else if (log.Address == Vault && log.BlockNumber >= vaultFrom && ContractAbi.Erc4626Vault.Event("Deposit").Matches(log))
            {
                var deposit = ContractAbi.Erc4626Vault.Event("Deposit").Decode(log);
                (shares, cost) = (shares + deposit.Integer("shares"), cost + deposit.Integer("assets"));
            }
            else if (log.Address == Vault && log.BlockNumber >= vaultFrom)
            {
                var withdrawal = ContractAbi.Erc4626Vault.Event("Withdraw").Decode(log);
                var burned = withdrawal.Integer("shares");
                var taken = burned >= shares ? cost : cost * burned / shares;
                var gain = withdrawal.Integer("assets") - taken;
                (shares, cost) = (BigInteger.Max(0, shares - burned), cost - taken);
                if (!gain.IsZero)
                {
                    truth.Add($"{log.BlockHash} {log.LogIndex} {gain}");
                }
            }
        }

        return truth;
    }

    /// <summary>What the ledger says.</summary>
    public IReadOnlyList<string> Standing() =>
    [
        .. Watch.Ledger.Query<(byte[] Hash, long Index, string Amount)>(
            "SELECT block_hash, log_index, amount FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index")
            .Select(row => $"{new Hash32(row.Hash)} {row.Index} {row.Amount}"),
    ];

    private void Happen()
    {
        switch (_random.Next(10))
        {
            case < 5:
                MineUpTo(Watch.Chain.Head.Number + (ulong)_random.Next(1, 15));
                break;
            case 5 or 6:
                Reorg();
                break;
            case 7 when _leftBehind.Count > 0:
                Return();
                break;
            case 8:
                Watch.Restart();
                break;
            default:
                if (_random.Next(4) == 0)
                {
                    AddLateSource();
                }

                break;
        }

        Stage();
    }

    // No deeper below the highest head that anyone may have seen than reorgs are followed.
    private void Reorg()
    {
        var deepest = _highest >= MaxReorgDepth ? _highest - MaxReorgDepth : 0;
        if (deepest >= Watch.Chain.Head.Number)
        {
            return;
        }

        _leftBehind.Add(Watch.Chain.Head);
        Watch.Chain.ReorgTo(deepest + (ulong)_random.Next((int)(Watch.Chain.Head.Number - deepest)));
        _shares = 0;
        MineUpTo(Watch.Chain.Head.Number + (ulong)_random.Next(1, 8));
    }

    private void Return()
    {
        var back = _leftBehind[_random.Next(_leftBehind.Count)];
        if (back.Number + MaxReorgDepth > _highest && ForkOf(back) + MaxReorgDepth >= _highest)
        {
            _leftBehind.Add(Watch.Chain.Head);
            Watch.Chain.SwitchTo(back);
            _shares = 0;
        }
    }

    private ulong ForkOf(BlockHeader branch)
    {
        var here = Watch.Chain.Head;
        Watch.Chain.SwitchTo(branch);
        var other = Enumerable.Range(0, (int)branch.Number + 1).Select(number => Watch.Chain.At((ulong)number).Hash).ToHashSet();
        Watch.Chain.SwitchTo(here);
        return (ulong)Enumerable.Range(0, (int)here.Number + 1).Last(number => other.Contains(Watch.Chain.At((ulong)number).Hash));
    }

    private void MineUpTo(ulong number)
    {
        while (Watch.Chain.Head.Number < number)
        {
            Watch.Chain.Mine([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Something())]);
        }

        _highest = Math.Max(_highest, Watch.Chain.Head.Number);
    }

    private Log Something()
    {
        var amount = _random.Next(1, 1000);
        switch (_random.Next(7))
        {
            case 0:
                return Emitted.EtherRelease(amount, to: Some.Stranger, by: Splitter);
            case 1:
                return Emitted.EtherRelease(amount, by: Some.Stranger);
            case 2:
                return Emitted.EtherRelease(amount, by: Late);
            case 3:
                _shares += amount;
                return Emitted.Deposit(_random.Next(1, 1000), amount, by: Vault);
            case 4 when _shares > 0:
                var burned = _random.Next(1, _shares + 1);
                _shares -= burned;
                return Emitted.Withdraw(_random.Next(1, 1000), burned, by: Vault);
            default:
                return Emitted.EtherRelease(amount, by: Splitter);
        }
    }

    private void AddLateSource()
    {
        if (Watch.Sources.Count == 2)
        {
            Watch.Sources = [.. Watch.Sources, Some.Source(name: "late", contract: Late)];
            Watch.Restart();
        }
    }

    private void Stage()
    {
        var faults = Watch.Chain.Faults;
        faults.Clear();
        var head = Watch.Chain.Head.Number;
        switch (_random.Next(10))
        {
            case 0:
                faults.Fail(_random.Next(1, 8));
                break;
            case 1:
                faults.HeadersUpTo = (ulong)_random.Next((int)head + 1);
                break;
            case 2:
                faults.LogsUpTo = head - Math.Min(head, (ulong)_random.Next(1, (int)MaxReorgDepth));
                break;
            case 3:
                faults.MostBlocks = (ulong)_random.Next(1, 8);
                break;
            case 4:
                faults.HiddenHeaders.Add((ulong)_random.Next((int)head + 1));
                break;
            case 5:
                var requests = _random.Next(1, 6);
                faults.Before = _ => throwWhenDone(--requests);
                break;
            case 6:
                var calm = _random.Next(1, 6);
                faults.Before = _ =>
                {
                    if (--calm == 0)
                    {
                        Reorg();
                    }
                };
                break;
            default:
                break;
        }

        static void throwWhenDone(int left)
        {
            if (left == 0)
            {
                throw new IOException("staged crash");
            }
        }
    }

    private async Task TryPassAsync(CancellationToken cancellation)
    {
        try
        {
            await Watch.PassAsync(cancellation: cancellation);
        }
        catch (Exception failed) when (failed is RpcException or IOException || failed is ChainWatchException { Refusal: Refusal.Unreachable })
        {
            // Staged; what counts is what the ledger says in the end.
        }
    }
}
