using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Splitting;
using ChainWatch.Support;
using ChainWatch.Tests.Proposing;
using ChainWatch.Tests.Taxing;
using FsCheck;
using FsCheck.Fluent;

namespace ChainWatch.Tests.Executing;

/// <summary>
/// Random histories of payments, plain drafts, batches, rejections, executions, failures, foreign transactions and reorgs,
/// against a model that knows only this: what arrived in final blocks by our own transactions is in escrow, token by token.
/// </summary>
public sealed class ProposalsPropertyTests
{
    // Short histories seldom come to a batch that is executed and final.
    private const int StepsOfOne = 6;

    [Fact]
    public void No_due_is_proposed_twice_and_what_arrived_is_escrowed_once() =>
        Prop.ForAll<int[]>(steps =>
        {
            using var history = new History();
            foreach (var (index, seed) in steps.Index())
            {
                var random = new Random((seed * 31) + index);
                for (var step = 0; step < StepsOfOne; step++)
                {
                    history.TakeAsync(random).GetAwaiter().GetResult();
                }
            }

            history.FinishAsync().GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(14).WithStartSize(10).WithEndSize(20));

    private sealed class History : IDisposable
    {
        private static readonly Token[] Tokens = [Token.Native, Books.Coin];

        private readonly TreasuryBooks _books = new();
        private readonly List<(ulong Block, Token Token, BigInteger Amount)> _moved = [];
        private readonly List<long> _incomes = [];
        private ulong _final = 8;

        public History()
        {
            _books.DeployBatchContract();
            TreasuryBooks.Own(_books.Safe, 1, 2, 3);
        }

        private ulong Nonce => (ulong)_books.Chain.AllLogs.Count(log => log.Address == _books.Safe.Address);

        public async Task TakeAsync(Random random)
        {
            switch (random.Next(0, 18))
            {
                case 0 or 1 or 2 or 3:
                    _incomes.Add(_books.Pay(random.Next(1, 100_000), token: Tokens[random.Next(2)]));
                    break;
                case 4:
                    await _books.ProposeAsync();
                    break;
                case 5 or 6 or 7:
                    await _books.BatchAsync();
                    break;
                case 8:
                    await RejectAsync(random);
                    break;
                case 9 or 10 or 11 or 12:
                    Execute(random);
                    break;
                case 13:
                    Reorg();
                    break;
                case 14:
                    Orphan(random);
                    break;
                default:
                    await FinalizeAsync();
                    break;
            }

            Check();
        }

        public async Task FinishAsync()
        {
            await FinalizeAsync();
            await FinalizeAsync();
            Check();
        }

        public void Dispose() => _books.Dispose();

        private async Task RejectAsync(Random random)
        {
            var open = _books.Proposals.Where(proposal => ProposalStates.Open.Contains(proposal.State) && proposal.Purpose != Purpose.Rejection).ToList();
            if (open.Count > 0 && open[random.Next(open.Count)] is var one && one.Transaction.Nonce >= Nonce)
            {
                if (random.Next(0, 2) == 0 && one.State == ProposalState.Draft)
                {
                    await _books.SignAsync(one.Id, key: 1);
                }

                await _books.RejectAsync(one.Id);
            }
        }

        // A Safe takes what has its next nonce, whatever became of it here; or something that is nobody's business.
        private void Execute(Random random)
        {
            var nonce = Nonce;
            var next = _books.Proposals.Where(proposal => proposal.Transaction.Nonce == nonce).ToList();
            if (next.Count == 0 || random.Next(0, 5) == 0)
            {
                _books.Execute(Some.Hash((int)nonce + 100_000), arrives: 0);
                return;
            }

            var one = next[random.Next(next.Count)];
            if (random.Next(0, 5) == 0)
            {
                _books.Execute(one.Hash, arrives: 0, succeeded: false);
                return;
            }

            // A token may take a fee, or not move at all.
            var arrived = Tokens.ToDictionary(token => token, token => BigInteger.Max(
                0, (one.Transfers.FirstOrDefault(transfer => transfer.Token == token)?.Amount ?? 0) - (random.Next(0, 4) == 0 ? random.Next(1, 20_000) : 0)));
            var block = _books.ExecuteBatch(one.Hash, arrived[Books.Coin], arrived[Token.Native]).Number;
            _moved.AddRange(arrived.Select(part => (block, part.Key, part.Value)));
        }

        private void Reorg()
        {
            _books.TakeBackAbove(_final);
            _moved.RemoveAll(moved => moved.Block > _final);
            _books.Chain.Mine();
        }

        private void Orphan(Random random)
        {
            if (_incomes.Count > 0)
            {
                _books.Books.Orphan(_incomes[random.Next(_incomes.Count)]);
                _books.Pass();
            }
        }

        private async Task FinalizeAsync()
        {
            _final = _books.Chain.Head.Number;
            _books.FinalToHead();
            await _books.ReconcileAsync();
        }

        private void Check()
        {
            _books.MustBeSound();
            var open = _books.Proposals.Where(proposal => ProposalStates.Open.Contains(proposal.State)).ToList();
            var waiting = open.SelectMany(proposal => _books.Ledger.Read(connection => ProposalBook.DuesOf(connection, proposal.Id))).Select(due => due.IncomeId).ToList();
            Assert.Equal(waiting.Distinct().Count(), waiting.Count);
            Assert.All(open.Where(proposal => proposal.Transaction.Operation == SafeOperation.DelegateCall), batch => Assert.True(batch.Transfers.Count > 1));
            var balances = _books.Ledger.Read(DueLedger.ReadBalances);
            foreach (var token in Tokens)
            {
                Assert.Equal(
                    Sum(_moved.Where(moved => moved.Token == token && moved.Block <= _final).Select(moved => moved.Amount)),
                    Sum(balances.Where(balance => balance.Token == token).Select(balance => balance.Escrowed)));
            }
        }

        private static BigInteger Sum(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);
    }
}
