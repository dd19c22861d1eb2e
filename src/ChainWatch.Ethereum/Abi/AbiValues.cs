using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ChainWatch.Ethereum.Abi;

/// <summary>
/// Decoded values in order, by place or by name. A name may differ in case and leading underscores where that leaves one
/// choice. Each typed access throws <see cref="AbiException"/> where there is no such value or it is of another type; an
/// event's indexed array, tuple, bytes or string is the <see cref="Hash32"/> of the value.
/// </summary>
[SuppressMessage("Naming", "CA1720", Justification = "Integer is the ABI's own word for all its number types.")]
public sealed class AbiValues : IReadOnlyList<object>
{
    private readonly object[] _values;

    internal AbiValues(IReadOnlyList<AbiParameter> parameters, object[] values)
    {
        Parameters = parameters;
        _values = values;
    }

    /// <summary>What the values are.</summary>
    public IReadOnlyList<AbiParameter> Parameters { get; }

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <summary>The value at a place, counted from 0, as the type that <see cref="AbiKind"/> says.</summary>
    /// <exception cref="AbiException">There is no such place.</exception>
    public object this[int index] => (uint)index < (uint)_values.Length
        ? _values[index]
        : throw new AbiException($"There is no value {index}: there are {_values.Length}.");

    /// <summary>The value of a name, as the type that <see cref="AbiKind"/> says.</summary>
    /// <exception cref="AbiException">No value, or more than one, has that name.</exception>
    public object this[string name] => _values[IndexOf(name)];

    /// <summary>An <c>address</c>.</summary>
    public Address Address(string name) => Get<Address>(IndexOf(name));

    /// <inheritdoc cref="Address(string)"/>
    public Address Address(int index) => Get<Address>(index);

    /// <summary>An integer of any size.</summary>
    public BigInteger Integer(string name) => Get<BigInteger>(IndexOf(name));

    /// <inheritdoc cref="Integer(string)"/>
    public BigInteger Integer(int index) => Get<BigInteger>(index);

    /// <summary>A <c>bool</c>.</summary>
    public bool Bool(string name) => Get<bool>(IndexOf(name));

    /// <inheritdoc cref="Bool(string)"/>
    public bool Bool(int index) => Get<bool>(index);

    /// <summary>A <c>string</c>.</summary>
    public string Text(string name) => Get<string>(IndexOf(name));

    /// <inheritdoc cref="Text(string)"/>
    public string Text(int index) => Get<string>(index);

    /// <summary>A <c>bytes</c>, <c>bytesN</c> or <c>function</c>.</summary>
    public byte[] Bytes(string name) => Bytes(IndexOf(name));

    /// <inheritdoc cref="Bytes(string)"/>
    public byte[] Bytes(int index) => this[index] is Hash32 hash ? hash.ToArray() : Get<byte[]>(index);

    /// <summary>A <c>bytes32</c>, or the hash that stands for an indexed value.</summary>
    public Hash32 Hash(string name) => Get<Hash32>(IndexOf(name));

    /// <inheritdoc cref="Hash(string)"/>
    public Hash32 Hash(int index) => Get<Hash32>(index);

    /// <summary>An array.</summary>
    public IReadOnlyList<object> List(string name) => Get<object[]>(IndexOf(name));

    /// <inheritdoc cref="List(string)"/>
    public IReadOnlyList<object> List(int index) => Get<object[]>(index);

    /// <summary>A tuple.</summary>
    public AbiValues Tuple(string name) => Get<AbiValues>(IndexOf(name));

    /// <inheritdoc cref="Tuple(string)"/>
    public AbiValues Tuple(int index) => Get<AbiValues>(index);

    /// <inheritdoc/>
    public IEnumerator<object> GetEnumerator() => ((IEnumerable<object>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string name)
    {
        var index = AbiParameter.IndexOf(Parameters, name);
        return index >= 0
            ? index
            : throw new AbiException($"No one value is named '{name}': there are {string.Join(", ", Parameters)}.");
    }

    private T Get<T>(int index, [CallerMemberName] string asked = "") => this[index] is T value
        ? value
        : throw new AbiException($"'{Parameters[index]}' is not {asked}: it holds a {this[index].GetType().Name}.");
}
