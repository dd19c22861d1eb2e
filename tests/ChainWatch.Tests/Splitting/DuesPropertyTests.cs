using System.Numerics;
using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using ChainWatch.Taxing;
using ChainWatch.Tests.Taxing;
using FsCheck;
using FsCheck.Fluent;

namespace ChainWatch.Tests.Splitting;

/// <summary>
/// Random histories of payments, reorgs, passes, transfers and settlements, against a model that knows only this: a
/// standing payment owes what it was first assessed at, an orphaned one owes nothing, and what is in escrow is the sum
/// of the executions that stand, what is settled that of what was paid.
/// </summary>
public sealed class DuesPropertyTests
{
    private static readonly TaxSettings[] Rules =
    [
        Books.Taxes("{ 'Residency': 'EE' }"),
        Books.Taxes("{ 'Residency': [ { 'Code': 'EE', 'From': '2026-01-10' }, { 'Code': 'SG', 'From': '2026-01-20' } ], 'Jurisdictions': [ { 'Code': 'SG', 'BasisPoints': 777 } ] }"),
        Books.Taxes("{ 'Residency': 'X', 'Withheld': [ { 'Source': 'album-royalties', 'BasisPoints': 500, 'From': '2026-01-15' } ], 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'Brackets': [ { 'UpTo': '50', 'BasisPoints': 1000 }, { 'UpTo': '300', 'BasisPoints': 2345 }, { 'BasisPoints': 5000 } ], 'Allowance': '20' }, { 'Category': 'Dividend', 'BasisPoints': 0 } ] } ] }"),
    ];

    [Fact]
    public void No_due_is_lost_or_doubled() =>
        Prop.ForAll<int[]>(steps =>
        {
            using var history = new History(Rules[steps.Length % Rules.Length]);
            for (var i = 0; i < steps.Length; i++)
            {
                history.Take(new Random((steps[i] * 31) + i));
            }

            history.Finish();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(60));

    private sealed class History(TaxSettings rules) : IDisposable
    {
        private readonly Books _books = new();
        private readonly Dictionary<long, bool> _stands = [];
        private readonly Dictionary<long, BigInteger> _assessed = [];
        private readonly Dictionary<(string Execution, Token Token), (BigInteger Amount, IReadOnlyList<DuePart>? For)> _executions = [];
        private readonly List<(Token Token, BigInteger Amount)> _settlements = [];
        private readonly HashSet<(string Execution, Token Token)> _takenBack = [];
        private int _made;
        private TaxSettings _rules = rules;

        public void Take(Random random)
        {
            switch (random.Next(0, 16))
            {
                case 0 or 1 or 2:
                    Pay(random);
                    break;
                case 3 or 4:
                    Reorg(random);
                    break;
                case 5 or 6 or 7:
                    Pass();
                    break;
                case 8 or 9:
                    Execute(random);
                    break;
                case 10:
                    Replay(random);
                    break;
                case 11:
                    Release(random);
                    break;
                case 12:
                    Settle(random);
                    break;
                case 13 or 14:
                    Batch(random);
                    break;
                default:
                    Other(random);
                    break;
            }

            Check(afterPass: false);
        }

        public void Finish()
        {
            Pass();
            Pass();
        }

        public void Dispose() => _books.Dispose();

        private void Pay(Random random)
        {
            BigInteger amount = random.Next(0, 6) == 0 ? -random.Next(1, 1000) : random.NextInt64(1, 1L << random.Next(1, 62));
            var value = random.Next(0, 5) == 0 ? "none" : $"{(amount.Sign < 0 ? "-" : "")}{random.Next(0, 200)}.{random.Next(0, 100):00}";
            var id = _books.Pay(
                amount, $"2026-01-{random.Next(1, 29):00}", random.Next(0, 3) == 0 ? "Dividend" : "Royalty", random.Next(0, 6) == 0 ? null : value,
                random.Next(0, 2) == 0 ? Token.Native : Books.Coin, block: random.Next(0, 5) == 0 ? 1001 : 500);
            _stands.Add(id, true);
        }

        private void Reorg(Random random)
        {
            if (_stands.Count > 0)
            {
                var id = _stands.Keys.ElementAt(random.Next(_stands.Count));
                _stands[id] = !_stands[id];
                (_stands[id] ? (Action<long>)_books.Return : _books.Orphan)(id);
            }
        }

        private void Pass()
        {
            _books.Pass(_rules);
            foreach (var (id, due) in _books.Temp.Query<(long Id, string Due)>("SELECT income_id, due FROM assessment"))
            {
                // What was once assessed is never assessed otherwise.
                Assert.Equal(_assessed.GetValueOrDefault(id, BigInteger.Parse(due)), BigInteger.Parse(due));
                _assessed[id] = BigInteger.Parse(due);
            }

            Check(afterPass: true);
        }

        private void Execute(Random random)
        {
            var outstanding = _books.Ledger.Read(DueLedger.ReadOutstanding);
            if (outstanding.Count == 0)
            {
                return;
            }

            Arrive(random, $"0x{_made++}", outstanding[random.Next(outstanding.Count)]);
        }

        // One execution that moves several tokens: each is counted by itself, and one may not arrive at all.
        private void Batch(Random random)
        {
            var execution = $"0x{_made++}";
            foreach (var token in _books.Ledger.Read(DueLedger.ReadOutstanding).Where(_ => random.Next(0, 4) > 0))
            {
                Arrive(random, execution, token);
            }
        }

        private void Arrive(Random random, string execution, OutstandingDues token)
        {
            var parts = token.Dues.Take(random.Next(1, 4)).Select(due => new DuePart(due.IncomeId, due.Amount)).ToList();
            var amount = Sum(parts.Select(part => part.Amount)) + random.Next(-1, 2);
            if (amount.Sign > 0)
            {
                _executions.Add((execution, token.Token), (amount, random.Next(0, 3) == 0 ? null : parts));
                Record((execution, token.Token));
            }
        }

        // A splitter divides what it holds whatever is due: what is beyond its own dues is credit.
        private void Release(Random random)
        {
            var token = random.Next(0, 2) == 0 ? Token.Native : Books.Coin;
            var own = _books.Ledger.Read(DueLedger.ReadOutstanding).FirstOrDefault(dues => dues.Token == token)?.Dues.Take(random.Next(0, 3)) ?? [];
            var execution = ($"0x{_made++}", token);
            _executions.Add(execution, (random.Next(1, 100_000), [.. own.Select(due => new DuePart(due.IncomeId, due.Amount))]));
            Record(execution, alsoOthers: false);
        }

        private void Settle(Random random)
        {
            var token = random.Next(0, 2) == 0 ? Token.Native : Books.Coin;
            var payable = Sum(_books.Ledger.Read(DueLedger.ReadBalances).Where(balance => balance.Token == token)
                .Select(balance => BigInteger.Max(0, BigInteger.Min(balance.Due, balance.Escrowed) - balance.Settled)));
            var amount = payable / random.Next(1, 4);
            if (amount.Sign > 0)
            {
                _settlements.Add((token, amount));
                for (var twice = 0; twice < 2; twice++)
                {
                    _books.Ledger.Write(connection => DueLedger.RecordSettled(connection, Books.ChainId, token, amount, $"s{_settlements.Count}", null, _books.Clock.GetUtcNow()));
                }
            }
        }

        private void Replay(Random random)
        {
            if (_executions.Count > 0)
            {
                var execution = _executions.Keys.ElementAt(random.Next(_executions.Count));
                if (random.Next(0, 2) == 0)
                {
                    _books.Ledger.Write(connection => DueLedger.TakeBackEscrowed(connection, Books.ChainId, execution.Token, execution.Execution, null, _books.Clock.GetUtcNow()));
                    _takenBack.Add(execution);
                }
                else
                {
                    Record(execution);
                }
            }
        }

        private void Record((string Execution, Token Token) execution, bool alsoOthers = true)
        {
            var (amount, proposedFor) = _executions[execution];
            _books.Ledger.Write(connection => DueLedger.RecordEscrowed(connection, Books.ChainId, execution.Token, amount, execution.Execution, null, _books.Clock.GetUtcNow(), proposedFor, alsoOthers));
            _takenBack.Remove(execution);
        }

        private void Other(Random random)
        {
            switch (random.Next(0, 4))
            {
                case 0:
                    _books.Temp.Execute("UPDATE chain SET final_block = 1001");
                    break;
                case 1:
                    _rules = Rules[random.Next(Rules.Length)];
                    break;
                case 2:
                    var token = random.Next(0, 2) == 0 ? Token.Native : Books.Coin;
                    _books.Ledger.Write(connection => DueLedger.UseCredit(connection, Books.ChainId, token, _stands.Keys.Take(1).ToHashSet(), _books.Clock.GetUtcNow()));
                    break;
                default:
                    _books.Temp.Execute("UPDATE valuation SET amount = '100', reason = NULL WHERE amount IS NULL AND income_id NOT IN (SELECT id FROM income WHERE amount LIKE '-%')");
                    break;
            }
        }

        private void Check(bool afterPass)
        {
            _books.Ledger.Read(connection =>
            {
                Assert.Null(TaxInvariants.FindWrongAssessment(connection));
                Assert.Null(TaxInvariants.FindForgotten(connection));
                Assert.Null(TaxInvariants.FindWrongDue(connection));
                Assert.Null(TaxInvariants.FindStrayEntry(connection));
                Assert.Null(TaxInvariants.FindImbalance(connection));
                return 0;
            });
            var balances = _books.Ledger.Read(DueLedger.ReadBalances);
            foreach (var token in new[] { Token.Native, Books.Coin })
            {
                Assert.Equal(
                    Sum(_executions.Where(made => made.Key.Token == token && !_takenBack.Contains(made.Key)).Select(made => made.Value.Amount)),
                    Sum(balances.Where(balance => balance.Token == token).Select(balance => balance.Escrowed)));
                Assert.Equal(
                    Sum(_settlements.Where(made => made.Token == token).Select(made => made.Amount)),
                    Sum(balances.Where(balance => balance.Token == token).Select(balance => balance.Settled)));
            }

            if (afterPass)
            {
                var booked = balances.Where(balance => balance.IncomeId is not null).ToDictionary(balance => balance.IncomeId!.Value, balance => balance.Due);
                Assert.All(_stands, income => Assert.Equal(
                    income.Value ? _assessed.GetValueOrDefault(income.Key) : BigInteger.Zero, booked.GetValueOrDefault(income.Key)));
            }
        }

        private static BigInteger Sum(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);
    }
}
