namespace ChainWatch.Ethereum.Tests;

/// <summary>Says how many cases of a vector set ran, and fails where it is another number than it was.</summary>
internal static class Counted
{
    public static void Exactly(int expected, int ran)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{ran} cases");
        Assert.Equal(expected, ran);
    }
}
