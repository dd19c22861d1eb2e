using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using ChainWatch.Support;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Proposing;

public sealed class InspectionBookTests : IDisposable
{
    private static readonly SafeCondition Usual = new("1.4.1", Some.Address(9), [Some.Address(1), Some.Address(2)], 2, default, [], Some.Address(3));
    private static readonly SafeCondition Weaker = Usual with { Threshold = 1 };

    private readonly Books _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public void The_first_sight_is_accepted_and_so_is_every_later_one_like_it()
    {
        Assert.True(Note(Usual));
        Assert.True(Note(Usual));
        Assert.Equal(1, _books.Temp.Value<int>("SELECT count(*) FROM safe_inspection"));
    }

    public static TheoryData<string, SafeCondition> Changes => new()
    {
        { "version", Usual with { Version = "1.3.0" } },
        { "singleton", Usual with { Singleton = Some.Address(10) } },
        { "an owner", Usual with { Owners = [Some.Address(1), Some.Address(4)] } },
        { "one owner fewer", Usual with { Owners = [Some.Address(1)] } },
        { "threshold", Weaker },
        { "guard", Usual with { Guard = Some.Address(5) } },
        { "module", Usual with { Modules = [Some.Address(6)] } },
        { "fallback handler", Usual with { FallbackHandler = default } },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Whatever_changes_is_not_accepted_until_a_person_does(string what, SafeCondition changed)
    {
        Note(Usual);
        Assert.False(Note(changed), what);
        Assert.False(Note(changed), what);

        Accept(changed);
        Assert.True(Note(changed), what);
    }

    [Fact]
    public void A_change_back_to_what_is_accepted_is_fine()
    {
        Note(Usual);
        Assert.False(Note(Weaker));
        Assert.True(Note(Usual));
    }

    [Fact]
    public void What_was_accepted_before_the_last_acceptance_is_not_any_more()
    {
        Note(Usual);
        Note(Weaker);
        Accept(Weaker);
        Assert.False(Note(Usual));

        Accept(Usual);
        Assert.True(Note(Usual));
        Assert.False(Note(Weaker));
    }

    [Fact]
    public void Each_Safe_and_each_chain_is_judged_for_itself()
    {
        _books.Temp.Execute("INSERT INTO chain (chain_id, name) VALUES (1, 'mainnet')");
        Note(Usual);
        Assert.True(Note(Weaker, safe: Some.Stranger));
        Assert.True(Note(Weaker, chainId: 1));
        Assert.False(Note(Weaker));
    }

    private bool Note(SafeCondition condition, Address? safe = null, ulong chainId = Books.ChainId)
    {
        var accepted = false;
        _books.Clock.Advance(TimeSpan.FromSeconds(1));
        _books.Ledger.Write(connection => accepted = InspectionBook.Note(connection, chainId, safe ?? Some.Owner, condition, _books.Clock.GetUtcNow()));
        return accepted;
    }

    private void Accept(SafeCondition condition)
    {
        _books.Clock.Advance(TimeSpan.FromSeconds(1));
        _books.Ledger.Write(connection => InspectionBook.Accept(connection, Books.ChainId, Some.Owner, condition, _books.Clock.GetUtcNow()));
    }
}
