using System.Text;

namespace ChainWatch.Ethereum.Abi;

/// <summary>
/// Where a reader or writer is: the way from the arguments down to one value. Kept while walking, put in words only when
/// something is wrong. The first step lies outside the array because most walks take no second.
/// </summary>
internal sealed class AbiPath
{
    private Step _first;
    private Step[] _rest = [];
    private int _depth;

    private readonly record struct Step(string? Name, int Index);

    /// <summary>Steps down to an argument or tuple component.</summary>
    public void Enter(string name, int index) => Push(new Step(name, index));

    /// <summary>Steps down to an element of an array.</summary>
    public void Enter(int index) => Push(new Step(null, index));

    /// <summary>Steps back up.</summary>
    public void Leave() => _depth--;

    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < _depth; i++)
        {
            var (name, index) = i == 0 ? _first : _rest[i - 1];
            _ = name switch
            {
                null => text.Append('[').Append(index).Append(']'),
                "" => text.Append(i == 0 ? "" : ".").Append(index),
                _ => text.Append(i == 0 ? "" : ".").Append(name),
            };
        }

        return text.Length == 0 ? "arguments" : text.ToString();
    }

    private void Push(Step step)
    {
        if (_depth == 0)
        {
            _first = step;
        }
        else
        {
            if (_depth > _rest.Length)
            {
                Array.Resize(ref _rest, _depth * 2);
            }

            _rest[_depth - 1] = step;
        }

        _depth++;
    }
}
