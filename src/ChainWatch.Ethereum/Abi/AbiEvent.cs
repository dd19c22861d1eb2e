using System.Numerics;

namespace ChainWatch.Ethereum.Abi;

/// <summary>
/// An event of a contract. A topic is not a meaning: different events share one signature where they differ in which
/// arguments are indexed, and anyone may emit anything; so a log counts as this event only if topics and data fit too,
/// and it is for the caller to know the contract.
/// </summary>
public sealed class AbiEvent : AbiItem
{
    private const int MostTopics = 4;

    private readonly IReadOnlyList<AbiSlot> _slots;
    private readonly AbiType _data;
    private readonly int _topics;

    internal AbiEvent(string name, IReadOnlyList<AbiParameter> inputs, bool isAnonymous)
        : base(name, inputs)
    {
        IsAnonymous = isAnonymous;
        var firstTopic = isAnonymous ? 0 : 1;
        _topics = firstTopic + inputs.Count(input => input.Indexed);
        _slots = AbiSlot.Of(inputs, firstTopic);
        _data = AbiType.Tuple([.. inputs.Where(input => !input.Indexed)]);
        if (_topics > MostTopics)
        {
            throw new AbiException($"{Signature} has more indexed arguments than a log has topics.");
        }
    }

    /// <summary>Whether logs of this event do not start with <see cref="Topic0"/>.</summary>
    public bool IsAnonymous { get; }

    /// <summary>The hash of the signature: the first topic unless the event is anonymous.</summary>
    public Hash32 Topic0 => SignatureHash;

    /// <summary>
    /// Whether <paramref name="log"/> has this event's first topic, as many topics as it has indexed arguments, and data of
    /// exactly its size, or of at least its head's size if an argument in it has no fixed size.
    /// </summary>
    public bool Matches(Log log) =>
        log.Topics.Count == _topics
        && (IsAnonymous || log.Topics[0] == Topic0)
        && (_data.IsDynamic ? log.Data.Length >= _data.ContentSize : log.Data.Length == _data.ContentSize);

    /// <summary>The arguments in the order of <see cref="AbiItem.Inputs"/>. An indexed array, tuple, bytes or string is its hash.</summary>
    /// <exception cref="AbiException">The log is not this event, or its data is not strictly encoded.</exception>
    public AbiValues Decode(Log log)
    {
        var (reader, items) = Open(log);
        return AbiNatural.ReadSlots(reader, Inputs, _slots, items);
    }

    /// <summary>
    /// Compiles a decoder into <typeparamref name="T"/>, a record or record struct, for hot paths. Its constructor with the
    /// most parameters is filled: each parameter takes the argument of its name, whatever the case and leading underscores.
    /// Arguments that no parameter takes are not read, so that they cannot be at fault.
    /// </summary>
    /// <remarks>
    /// A parameter may be <see cref="Address"/>, <see cref="bool"/>, any integer type up to <see cref="BigInteger"/>, string,
    /// <c>byte[]</c> (also for a string, which then need not be UTF-8), <see cref="Hash32"/> (a bytes32, or the hash of an
    /// indexed array, tuple, bytes or string), an array or a list interface of these, a record for a tuple, or
    /// <see cref="object"/> for what <see cref="Decode"/> gives.
    /// </remarks>
    /// <returns>
    /// A thread-safe function that throws <see cref="AbiException"/> where the log is not this event, an argument is not
    /// strictly encoded, or a number is too large for its parameter.
    /// </returns>
    /// <exception cref="AbiException">A parameter has no argument, or one that it cannot hold; the message names it.</exception>
    public Func<Log, T> Decoder<T>()
    {
        var read = AbiBinding.Record<T>(_slots, Name);
        AbiReader? spare = null;
        return log =>
        {
            var (reader, items) = Open(log, Interlocked.Exchange(ref spare, null));
            var value = read(reader, items);
            spare = reader;
            return value;
        };
    }

    private (AbiReader Reader, AbiItems Items) Open(Log log, AbiReader? spare = null)
    {
        if (!Matches(log))
        {
            var size = $"{_data.ContentSize}{(_data.IsDynamic ? " or more" : "")}";
            throw new AbiException(
                $"Log {log.LogIndex} of transaction {log.TransactionHash} is not {Signature}: it has {log.Topics.Count} topics and "
                + $"{log.Data.Length} bytes of data, expected {_topics} and {size}{(IsAnonymous ? "" : $", and first topic {Topic0}")}.");
        }

        var reader = spare ?? new AbiReader();
        reader.Begin(log.Data, log.Topics);
        return (reader, reader.Open(_data));
    }
}
