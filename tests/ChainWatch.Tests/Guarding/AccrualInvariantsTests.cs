using ChainWatch.Guarding;

namespace ChainWatch.Tests.Guarding;

public sealed class AccrualInvariantsTests : IDisposable
{
    private readonly AccruingWatch _accruing = new();

    public void Dispose() => _accruing.Dispose();

    [Fact]
    public async Task Days_that_were_booked_break_none()
    {
        await BookAsync();

        Assert.Null(LedgerVerification.Run(_accruing.Watch.Ledger.Ledger)[^1].Broken);
    }

    [Theory]
    [InlineData("UPDATE income SET amount = '2'", "what accrued is what balances grew beside what was put in and taken out")]
    [InlineData("UPDATE accrual SET balance = '54' WHERE day = '2026-01-02'", "what accrued is what balances grew beside what was put in and taken out")]
    [InlineData("UPDATE accrual SET principal = '0' WHERE day = '2026-01-01'", "what accrued is what balances grew beside what was put in and taken out")]
    [InlineData("DELETE FROM income", "what accrued is what balances grew beside what was put in and taken out")]
    [InlineData("DELETE FROM accrual WHERE day = '2026-01-02'", "every accrued row has a balance that it follows from")]
    public async Task What_was_tampered_with_is_found(string tampering, string invariant)
    {
        await BookAsync();
        _accruing.Watch.Ledger.Execute(tampering);

        var last = LedgerVerification.Run(_accruing.Watch.Ledger.Ledger)[^1];

        Assert.NotNull(last.Broken);
        Assert.Equal(invariant, last.Name);
    }

    private Task BookAsync()
    {
        _accruing.ThreeDays();
        return _accruing.Watch.AccrueAsync(TestContext.Current.CancellationToken);
    }
}
