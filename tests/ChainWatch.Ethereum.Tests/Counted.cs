namespace ChainWatch.Ethereum.Tests;

/// <summary>Says how many cases of a vector set ran, and fails where it is another number than it was.</summary>
internal static class Counted
{
    /// <summary>How many random byte strings every decoder is given.</summary>
    public const int Million = 1_000_000;

    public static void Exactly(int expected, int ran)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{ran} cases");
        Assert.Equal(expected, ran);
    }
}
