using System.Text.Json;
using ChainWatch.Ethereum;
using ChainWatch.Replay.Faults;

namespace ChainWatch.Replay.Answers;

/// <summary>The parameter of <c>eth_getLogs</c>, matched against shapes rather than logs: there are few of those.</summary>
internal sealed class LogQuery
{
    private readonly HashSet<Address>? _addresses;
    private readonly List<HashSet<Hash32>?> _topics = [];

    public LogQuery(JsonElement filter)
    {
        _addresses = Set(Member(filter, "address"), text => Address.TryParseIgnoringChecksum(text, out var address) ? address : throw RpcError.BadParameters("address"));
        if (Member(filter, "topics") is { ValueKind: JsonValueKind.Array } topics)
        {
            _topics.AddRange(topics.EnumerateArray().Select(topic => Set(topic, text => Hash32.TryParse(text, out var hash) ? hash : throw RpcError.BadParameters("topics"))));
        }

        BlockHash = Member(filter, "blockHash") is { ValueKind: JsonValueKind.String } hash ? Hash32.Parse(hash.GetString()) : null;
        From = Member(filter, "fromBlock");
        To = Member(filter, "toBlock");
        Wanted = [.. Shape.All.Select(Matches)];
    }

    /// <summary>The one block that is asked for; null where a range is.</summary>
    public Hash32? BlockHash { get; }

    /// <summary>First block, as it was asked for.</summary>
    public JsonElement? From { get; }

    /// <summary>Last block, as it was asked for.</summary>
    public JsonElement? To { get; }

    /// <summary>For each shape whether its logs are asked for.</summary>
    public bool[] Wanted { get; }

    private bool Matches(Shape shape)
    {
        if (_addresses?.Contains(shape.Contract) == false || shape.Topics.Count < _topics.Count)
        {
            return false;
        }

        for (var i = 0; i < _topics.Count; i++)
        {
            if (_topics[i]?.Contains(shape.Topics[i]) == false)
            {
                return false;
            }
        }

        return true;
    }

    private static JsonElement? Member(JsonElement filter, string name) =>
        filter.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    // One value, a list of alternatives, or none of either for whatever.
    private static HashSet<T>? Set<T>(JsonElement? value, Func<string, T> read) => value switch
    {
        { ValueKind: JsonValueKind.String } one => [read(one.GetString()!)],
        { ValueKind: JsonValueKind.Array } many when many.GetArrayLength() > 0 => [.. many.EnumerateArray().Select(one => read(one.GetString()!))],
        _ => null,
    };
}
