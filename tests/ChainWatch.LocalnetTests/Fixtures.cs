using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>One chain for all tests of a class.</summary>
public sealed class OneChain : IAsyncLifetime
{
    internal LocalChain Chain { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Chain = await LocalChain.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Chain.DisposeAsync();
}

/// <summary>One chain with half a year of income behind it, for tests that only read it.</summary>
public sealed class HalfAYear : IAsyncLifetime
{
    internal LocalChain Chain { get; private set; } = null!;

    internal SimulatedIncome Lived { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chain = await LocalChain.StartAsync(TestContext.Current.CancellationToken);
        Lived = await Chain.SimulateAsync(months: 6, seed: 3);
    }

    public ValueTask DisposeAsync() => Chain.DisposeAsync();
}

/// <summary>Two chains that differ in their ids.</summary>
public sealed class TwoChains : IAsyncLifetime
{
    internal LocalChain First { get; private set; } = null!;

    internal LocalChain Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        First = await LocalChain.StartAsync(TestContext.Current.CancellationToken);
        Second = await LocalChain.StartAsync(TestContext.Current.CancellationToken, chainId: 31338);
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
