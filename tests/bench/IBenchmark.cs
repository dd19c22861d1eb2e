namespace ChainWatch.Bench;

/// <summary>One thing worth measuring, beside its peers where it has any.</summary>
internal interface IBenchmark
{
    /// <summary>The verb by which it is run.</summary>
    string Name { get; }

    /// <summary>Measures, and prints one line for each thing measured (<see cref="Report"/>).</summary>
    void Run();
}
