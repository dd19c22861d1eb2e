using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;

namespace ChainWatch.Ethereum.Abi;

/// <summary>Reads a value whose head stands at a place in a frame.</summary>
internal delegate T AbiRead<out T>(AbiReader reader, int position, AbiFrame frame);

/// <summary>Reads a value out of the items of an event or tuple.</summary>
internal delegate T AbiRecord<T>(AbiReader reader, AbiItems items);

/// <summary>
/// Binds ABI types to C# types once, so that reading does not look at either again. Each method gives a closure over the
/// closures of the parts; only a record's constructor call needs compiling.
/// </summary>
internal static class AbiBinding
{
    /// <summary>Reads some of the slots into the constructor of T. <paramref name="path"/> says in errors what is being bound.</summary>
    public static AbiRecord<T> Record<T>(IReadOnlyList<AbiSlot> slots, string path)
    {
        var constructor = typeof(T).GetConstructors().MaxBy(candidate => candidate.GetParameters().Length);
        if (constructor is null || constructor.GetParameters().Length == 0)
        {
            throw new AbiException($"{path}: {typeof(T).Name} has no constructor with parameters.");
        }

        var reader = Expression.Parameter(typeof(AbiReader));
        var items = Expression.Parameter(typeof(AbiItems));
        var arguments = constructor.GetParameters().Select(parameter =>
        {
            var slot = SlotFor(parameter, slots, $"{path}: {typeof(T).Name}");
            var read = Generic(nameof(Slot), parameter.ParameterType, slot, $"{path}.{slot.Parameter.Name}");
            return Expression.Invoke(Expression.Constant(read), reader, items);
        });
        return Expression.Lambda<AbiRecord<T>>(Expression.New(constructor, arguments), reader, items).Compile();
    }

    private static AbiSlot SlotFor(ParameterInfo parameter, IReadOnlyList<AbiSlot> slots, string path)
    {
        AbiParameter[] arguments = [.. slots.Select(slot => slot.Parameter)];
        var index = AbiParameter.IndexOf(arguments, parameter.Name ?? "");
        return index >= 0
            ? slots[index]
            : throw new AbiException($"{path}: no one argument is named '{parameter.Name}': there are {string.Join<AbiParameter>(", ", arguments)}.");
    }

    private static AbiRecord<T> Slot<T>(AbiSlot slot, string path)
    {
        var (name, type, _) = slot.Parameter;
        if (slot.Topic is { } topic)
        {
            var word = Word<T>(slot.IsHashed ? AbiType.Elementary("bytes32") : type, path);
            return (reader, items) =>
            {
                reader.Path.Enter(name, slot.Index);
                var value = word(reader, reader.Topic(topic).Bytes);
                reader.Path.Leave();
                return value;
            };
        }

        var read = Read<T>(type, path);
        return (reader, items) =>
        {
            reader.Path.Enter(name, slot.Index);
            var value = read(reader, items.Position + slot.Offset, items.Frame);
            reader.Path.Leave();
            return value;
        };
    }

    private static AbiRead<T> Read<T>(AbiType type, string path)
    {
        if (typeof(T) == typeof(object))
        {
            return (reader, position, frame) => (T)AbiNatural.Read(reader, type, position, frame);
        }

        switch (type.Kind)
        {
            case AbiKind.Text when typeof(T) == typeof(string):
                return Fit<AbiRead<T>>((AbiRead<string>)((reader, position, frame) => reader.Text(position, frame)), type, path);
            case AbiKind.Bytes or AbiKind.Text:
                return Fit<AbiRead<T>>((AbiRead<byte[]>)((reader, position, frame) => reader.Bytes(position, frame).ToArray()), type, path);
            case AbiKind.Array:
                return Fit<AbiRead<T>>(Generic(nameof(List), ElementOf(typeof(T), type, path), type, path), type, path);
            case AbiKind.Tuple:
                var record = Record<T>(type.Slots, path);
                return (reader, position, frame) => record(reader, reader.Open(type, position, frame));
            default:
                var word = Word<T>(type, path);
                return (reader, position, frame) => word(reader, reader.Word(position));
        }
    }

    private static AbiRead<T[]> List<T>(AbiType type, string path)
    {
        var element = type.Element!;
        var read = Read<T>(element, path + "[]");
        return (reader, position, frame) =>
        {
            var items = reader.Open(type, position, frame);
            var values = new T[items.Count];
            for (var i = 0; i < values.Length; i++)
            {
                reader.Path.Enter(i);
                values[i] = read(reader, items.Position + (i * element.HeadSize), items.Frame);
                reader.Path.Leave();
            }

            return values;
        };
    }

    private static AbiWord<T> Word<T>(AbiType type, string path) => type.Kind switch
    {
        _ when typeof(T) == typeof(object) => (reader, word) => (T)AbiNatural.ReadWord(reader, type, word),
        AbiKind.UnsignedInteger or AbiKind.SignedInteger => IsInteger(typeof(T)) ? (AbiWord<T>)Generic(nameof(Integer), typeof(T), type) : throw Misfit<T>(type, path),
        AbiKind.Address => Fit<AbiWord<T>>((AbiWord<Address>)AbiWords.Address, type, path),
        AbiKind.Bool => Fit<AbiWord<T>>((AbiWord<bool>)AbiWords.Bool, type, path),
        _ when typeof(T) == typeof(Hash32) && type.Size == Hash32.Size => Fit<AbiWord<T>>((AbiWord<Hash32>)((_, word) => new Hash32(word)), type, path),
        _ => Fit<AbiWord<T>>((AbiWord<byte[]>)((reader, word) => AbiWords.FixedBytes(reader, word, type)), type, path),
    };

    private static AbiWord<T> Integer<T>(AbiType type)
        where T : IBinaryInteger<T> => (reader, word) => AbiWords.Integer<T>(reader, word, type);

    private static bool IsInteger(Type type) => type.GetInterfaces().Any(implemented =>
        implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IBinaryInteger<>));

    /// <summary>The element type of an array, or of a generic interface that arrays implement.</summary>
    private static Type ElementOf(Type list, AbiType type, string path)
    {
        var element = list.IsArray ? list.GetElementType() : list.GenericTypeArguments.FirstOrDefault();
        return element is not null && list.IsAssignableFrom(element.MakeArrayType())
            ? element
            : throw new AbiException($"{path}: {type.Name} does not fit {list.Name}.");
    }

    private static Delegate Generic(string method, Type type, params object[] arguments) => (Delegate)typeof(AbiBinding)
        .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!
        .MakeGenericMethod(type)
        .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    private static T Fit<T>(Delegate read, AbiType type, string path)
        where T : Delegate => read as T ?? throw new AbiException($"{path}: {type.Name} does not fit {typeof(T).GenericTypeArguments[0].Name}.");

    private static AbiException Misfit<T>(AbiType type, string path) => new($"{path}: {type.Name} does not fit {typeof(T).Name}.");
}
