using System.Text;
using ChainWatch.Reporting;

namespace ChainWatch.Tests.Reporting;

public sealed class WorkedAheadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(20_001)]
    public void Results_come_in_the_order_of_what_they_are_of(int count)
    {
        var results = WorkedAhead.Of(Enumerable.Range(0, count), some => Array.ConvertAll(some, n => 2 * n));

        Assert.Equal(Enumerable.Range(0, count).Select(n => 2 * n), results.SelectMany(some => some));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9_000)]
    public void Work_that_fails_fails_for_whoever_takes_the_results(int at) => Assert.Throws<InvalidDataException>(() =>
        WorkedAhead.Of(Enumerable.Range(0, 10_000), some => Array.ConvertAll(some, n => n == at ? throw new InvalidDataException() : n)).Count());

    [Fact]
    public void A_line_of_any_length_is_written_and_the_next_begins_anew()
    {
        var line = new LineBuffer();
        var text = string.Concat(Enumerable.Repeat("é€ and on; ", 2000));
        foreach (var piece in text.Chunk(997).Select(some => new string(some)))
        {
            line.Add(piece);
        }

        Assert.Equal(text, Encoding.UTF8.GetString(line.Written));
        line.Clear();
        line.Add("next");
        Assert.Equal("next"u8, line.Written);
    }
}
