using System.Text;
using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Any event that says that money was paid. The configuration names the contract, the ABI, the event, and which of its
/// arguments are whom was paid, how much, in which token and by whom.
/// </summary>
internal sealed class AbiEventIncome : IRecognizer
{
    public static SourceKind Kind => SourceKind.Plain("abi-event", source => new AbiEventIncome(source)) with
    {
        Options =
        [
            SourceOption.AbiFile("AbiFile"),
            SourceOption.Text("Event"),
            SourceOption.Names("Arguments", Beneficiary, Amount, InToken, Payer),
            SourceOption.Token("Token") with { IsOptional = true },
        ],
        Check = (source, section) => Declaration.Check(source, section),
    };

    private const string Beneficiary = "Beneficiary";
    private const string Amount = "Amount";
    private const string InToken = "Token";
    private const string Payer = "Payer";

    private readonly SourceSettings _source;
    private readonly Declaration _declared;

    private AbiEventIncome(SourceSettings source) => (_source, _declared) = (source, Declaration.Of(source));

    public IReadOnlyList<LogFilter> Queries => [new LogFilter { Addresses = [_source.Contract], Topics = TopicsOf() }];

    public IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before)
    {
        if (!_declared.Event.Matches(log))
        {
            return [];
        }

        var values = _declared.Event.Decode(log);
        var amount = values.Integer(_declared.Places[Amount]);
        return values.Address(_declared.Places[Beneficiary]) == _source.Beneficiary && amount > 0
            ? [new Payment(at, _declared.Places.TryGetValue(Payer, out var payer) ? values.Address(payer) : _source.Contract, TokenOf(values), amount)]
            : [];
    }

    private Token TokenOf(AbiValues values) => _declared.Places.TryGetValue(InToken, out var token)
        ? Coins.TokenOf(values.Address(token))
        : new Token(_source.AddressOf(InToken)!.Value);

    // Up to the beneficiary, where it is indexed.
    private List<IReadOnlyList<Hash32>?> TopicsOf()
    {
        var inputs = _declared.Event.Inputs;
        var place = _declared.Places[Beneficiary];
        List<IReadOnlyList<Hash32>?> topics = [[_declared.Event.Topic0]];
        if (inputs[place].Indexed)
        {
            topics.AddRange(Enumerable.Repeat<IReadOnlyList<Hash32>?>(null, inputs.Take(place).Count(input => input.Indexed)));
            topics.Add([Hash32.FromAddress(_source.Beneficiary)]);
        }

        return topics;
    }

    /// <summary>The event, and where in it the arguments are that matter.</summary>
    private sealed record Declaration(AbiEvent Event, IReadOnlyDictionary<string, int> Places)
    {
        public static Declaration Of(SourceSettings source)
        {
            var declared = AbiContract.FromJson(Encoding.UTF8.GetBytes(source.TextOf("AbiFile")!)).Event(source.TextOf("Event")!);
            var names = source.Options["Arguments"].Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
            return new Declaration(declared, names.ToDictionary(name => name.Key, name => PlaceOf(declared, name.Value)));
        }

        public static void Check(SourceSettings source, SectionReader section)
        {
            if (source.TextOf("AbiFile") is not { Length: > 0 } || source.TextOf("Event") is not { Length: > 0 } || !source.Options.ContainsKey("Arguments"))
            {
                return;
            }

            try
            {
                Of(source).Check(section, source.TextOf(InToken) is not null);
            }
            catch (AbiException wrong)
            {
                section.Problem("Event", wrong.Message.TrimEnd('.'));
            }
        }

        private void Check(SectionReader section, bool namesToken)
        {
            foreach (var missing in new[] { Beneficiary, Amount }.Where(name => !Places.ContainsKey(name)))
            {
                section.Problem($"Arguments:{missing}", "missing: name the argument of the event");
            }

            foreach (var (name, place) in Places)
            {
                CheckType(section, name, Event.Inputs[place].Type);
            }

            if (Places.ContainsKey(InToken) == namesToken)
            {
                section.Problem("Token", "an event says in which token was paid (Arguments:Token), or Token does: give one of them");
            }

            if (Event.IsAnonymous)
            {
                section.Problem("Event", "an anonymous event cannot be asked for by its name");
            }
        }

        private static void CheckType(SectionReader section, string name, AbiType type)
        {
            var isAmount = name == Amount;
            if (isAmount ? type.Kind is not (AbiKind.UnsignedInteger or AbiKind.SignedInteger) : type.Kind != AbiKind.Address)
            {
                section.Problem($"Arguments:{name}", $"the argument is of type {type.Name}: it must be {(isAmount ? "a number" : "an address")}");
            }
        }

        private static int PlaceOf(AbiEvent declared, string name)
        {
            var place = declared.Inputs.ToList().FindIndex(input => input.Name == name);
            return place >= 0 ? place : throw new AbiException($"{declared} has no argument '{name}': it has {string.Join(", ", declared.Inputs)}");
        }
    }
}
