using System.Numerics;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Tests.Abi;

public sealed class AbiEventTests
{
    private static readonly Address Alice = Address.Parse("0x1111111111111111111111111111111111111111");
    private static readonly Address Bob = Address.Parse("0x2222222222222222222222222222222222222222");

    private static readonly AbiEvent Transfer = Event("event Transfer(address indexed from, address indexed to, uint256 value)");
    private static readonly AbiEvent Nft = Event("event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)");
    private static readonly AbiEvent VaultDeposit = Event("event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares)");

    private readonly record struct Moved(Address From, Address To, BigInteger Value);

    private sealed record Narrow(ulong Value);

    [Fact]
    public void A_log_decodes_by_name_and_into_a_record()
    {
        var log = LogOf(Transfer, [Hash32.FromAddress(Alice), Hash32.FromAddress(Bob)], Words(5));
        Assert.True(Transfer.Matches(log));
        Assert.Equal(Alice, Transfer.Decode(log).Address("from"));
        Assert.Equal(5, Transfer.Decode(log).Integer(2));
        Assert.Equal(new Moved(Alice, Bob, 5), Transfer.Decoder<Moved>()(log));
    }

    [Fact]
    public void An_nft_transfer_is_not_a_token_transfer_nor_the_other_way_round()
    {
        var token = LogOf(Transfer, [Hash32.FromAddress(Alice), Hash32.FromAddress(Bob)], Words(5));
        var nft = LogOf(Nft, [Hash32.FromAddress(Alice), Hash32.FromAddress(Bob), new Hash32(Words(5))], []);
        Assert.Equal(Transfer.Topic0, Nft.Topic0);
        Assert.False(Transfer.Matches(nft));
        Assert.False(Nft.Matches(token));
        Assert.Throws<AbiException>(() => Transfer.Decode(nft));
        Assert.Throws<AbiException>(() => Transfer.Decoder<Moved>()(nft));
    }

    [Fact]
    public void The_deposit_of_an_exchange_is_not_the_deposit_of_a_vault()
    {
        // EtherDelta: Deposit(address token, address user, uint256 amount, uint256 balance), nothing indexed.
        var exchange = LogOf(VaultDeposit, [], Words(0, 1, 2, 3));
        Assert.False(VaultDeposit.Matches(exchange));
        var refused = Assert.Throws<AbiException>(() => VaultDeposit.Decode(exchange));
        Assert.Contains("1 topics and 128 bytes of data, expected 3 and 64", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_static_arguments_has_exactly_its_size_and_other_data_at_least_its_head()
    {
        Hash32[] topics = [Hash32.FromAddress(Alice), Hash32.FromAddress(Bob)];
        Assert.False(Transfer.Matches(LogOf(Transfer, topics, [])));
        Assert.False(Transfer.Matches(LogOf(Transfer, topics, Words(5, 0))));

        var memo = Event("event Memo(string text, uint256 value)");
        Assert.False(memo.Matches(LogOf(memo, [], Words(64))));
        Assert.True(memo.Matches(LogOf(memo, [], Words(64, 7))));
        Assert.Equal("text at byte 64: 32 bytes expected, 0 present", Assert.Throws<AbiException>(() => memo.Decode(LogOf(memo, [], Words(64, 7)))).Message);
    }

    [Fact]
    public void A_log_without_topics_is_only_an_anonymous_event()
    {
        var quiet = Event("event Quiet(uint256 indexed a, uint256 b) anonymous");
        var log = LogOf(quiet, [], Words(2)) with { Topics = [new Hash32(Words(1))] };
        Assert.Equal(1, quiet.Decode(log).Integer("a"));
        Assert.False(quiet.Matches(log with { Topics = [] }));
        Assert.False(Transfer.Matches(log with { Topics = [] }));
    }

    private sealed record Tagged(Hash32 Name, Hash32 Route, Hash32 Leg, byte[] Small, bool On);

    [Fact]
    public void Indexed_values_of_no_fixed_size_are_their_hashes()
    {
        var tagged = Event("event Tagged(string indexed name, address[] indexed route, (uint8 a, bool b) indexed leg, bytes3 small, bool on)");
        var hash = Keccak256.Hash("invoice 7"u8);
        var log = LogOf(tagged, [hash, Hash32.Zero, hash], AbiCodec.Encode([AbiType.Parse("bytes3"), AbiType.Parse("bool")], ["abc"u8.ToArray(), true]));
        Assert.Equal(hash, tagged.Decode(log).Hash("name"));
        var record = tagged.Decoder<Tagged>()(log);
        Assert.Equal((hash, Hash32.Zero, hash, true), (record.Name, record.Route, record.Leg, record.On));
        Assert.Equal("abc"u8.ToArray(), record.Small);
    }

    [Fact]
    public void A_topic_with_wrong_padding_is_refused_and_named()
    {
        var log = LogOf(Transfer, [Hash32.FromAddress(Alice), Keccak256.Hash([])], Words(5));
        const string Message = "to in topic 2: an address has twelve zero bytes before it";
        Assert.Equal(Message, Assert.Throws<AbiException>(() => Transfer.Decode(log)).Message);
        Assert.Equal(Message, Assert.Throws<AbiException>(() => Transfer.Decoder<Moved>()(log)).Message);
        Assert.Equal(5ul, Transfer.Decoder<Narrow>()(log).Value);
    }

    [Fact]
    public void A_number_too_large_for_its_parameter_is_refused_not_cut()
    {
        var decode = Transfer.Decoder<Narrow>();
        Hash32[] topics = [Hash32.FromAddress(Alice), Hash32.FromAddress(Bob)];
        var most = new byte[32];
        most.AsSpan(24).Fill(0xff);
        Assert.Equal(ulong.MaxValue, decode(LogOf(Transfer, topics, most)).Value);
        most[23] = 1;
        Assert.Equal("value at byte 0: the number does not fit UInt64", Assert.Throws<AbiException>(() => decode(LogOf(Transfer, topics, most))).Message);
    }

    public sealed record Leg(Address Maker, IReadOnlyList<long> Amounts);

    public sealed record Settled(uint Id, IReadOnlyList<Leg> Legs, string Note, byte[] RawNote, bool[][] Flags, object Extra, Hash32 Key, Int128 Delta);

    private static readonly AbiEvent SettledEvent = Event(
        "event Settled(uint32 indexed id, (address maker, int256[] amounts)[] legs, string note, string _rawNote, "
        + "bool[2][] FLAGS, (uint8 x, bytes y) extra, bytes32 key, int72 delta, uint256 untaken)");

    [Fact]
    public void Lists_records_and_everything_else_are_filled_as_they_decode_by_name()
    {
        object[] values = [
            new object[] { (Alice, new long[] { -1, 2 }), (Bob, Array.Empty<long>()) }, "note", "raw",
            new object[] { new[] { true, false } }, ((byte)7, new byte[] { 1 }), Keccak256.Hash([]), -5, 0];
        var log = LogOf(SettledEvent, [new Hash32(Words(9))], AbiCodec.Encode([.. SettledEvent.Inputs.Skip(1).Select(input => input.Type)], values));

        var record = SettledEvent.Decoder<Settled>()(log);
        Assert.Equal(9u, record.Id);
        Assert.Equal([Alice, Bob], record.Legs.Select(leg => leg.Maker));
        Assert.Equal([-1, 2], record.Legs[0].Amounts);
        Assert.Empty(record.Legs[1].Amounts);
        Assert.Equal("note", record.Note);
        Assert.Equal("raw"u8.ToArray(), record.RawNote);
        Assert.Equal([true, false], Assert.Single(record.Flags));
        Assert.Equal(7, Assert.IsType<AbiValues>(record.Extra).Integer("x"));
        Assert.Equal(Keccak256.Hash([]), record.Key);
        Assert.Equal(-5, record.Delta);

        var decoded = SettledEvent.Decode(log);
        Assert.Equal(-1, ((AbiValues)decoded.List("legs")[0]).List("amounts")[0] as BigInteger?);
        Assert.Equal("raw", decoded.Text("rawNote"));
        Assert.Equal(1, decoded.Tuple("extra").Bytes("y")[0]);
    }

    [Fact]
    public void A_fault_deep_inside_is_named_alike_by_both_decoders()
    {
        object[] values = [
            new object[] { (Alice, new[] { -(BigInteger.One << 200) }) }, "", "", Array.Empty<object>(), (0, Array.Empty<byte>()), Hash32.Zero, 0, 0];
        var log = LogOf(SettledEvent, [new Hash32(Words(9))], AbiCodec.Encode([.. SettledEvent.Inputs.Skip(1).Select(input => input.Type)], values));
        var refused = Assert.Throws<AbiException>(() => SettledEvent.Decoder<Settled>()(log));
        Assert.Equal("legs[0].amounts[0]", refused.Path);
        Assert.EndsWith("the number does not fit Int64", refused.Message, StringComparison.Ordinal);
    }

    public sealed record Everything(object Id, object Legs, object Note, object RawNote, object Flags, object Extra, object Key, object Delta, object Untaken);

    [Fact]
    public void Random_logs_are_decoded_or_refused_by_both_decoders_alike()
    {
        var decode = SettledEvent.Decoder<Everything>();
        var typed = SettledEvent.Decoder<Settled>();
        var random = new Random(5);
        object[] values = [
            new object[] { (Alice, new long[] { -1, 2 }) }, "note", "raw", new object[] { new[] { true, false } }, (1, new byte[] { 1 }), Hash32.Zero, -5, 0];
        var valid = AbiCodec.Encode([.. SettledEvent.Inputs.Skip(1).Select(input => input.Type)], values);
        var decoded = 0;
        for (var i = 0; i < 40_000; i++)
        {
            var data = (byte[])valid.Clone();
            data[random.Next(data.Length)] = (byte)random.Next(256);
            data[(32 * random.Next(data.Length / 32)) + 31] = (byte)(random.Next(16) * 32);
            var log = LogOf(SettledEvent, [new Hash32(Words(9))], data[..(random.Next(8) == 0 ? random.Next(data.Length) : data.Length)]);
            var (byName, compiled) = (Try(() => AbiText.Of(SettledEvent.Decode(log))), Try(() => Text(decode(log))));
            Assert.Equal(byName, compiled);
            var note = Try(() => typed(log).Note);
            Assert.True(!byName.StartsWith('[') || note == SettledEvent.Decode(log).Text("note") || note.EndsWith("does not fit Int64", StringComparison.Ordinal));
            decoded += byName.StartsWith('[') ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{decoded} decoded");
        Assert.InRange(decoded, 100, 39_000);

        static string Text(Everything all) => AbiText.Of(
            (object[])[all.Id, all.Legs, all.Note, all.RawNote, all.Flags, all.Extra, all.Key, all.Delta, all.Untaken]);

        static string Try(Func<string> read)
        {
            try
            {
                return read();
            }
            catch (AbiException refused)
            {
                return refused.Message;
            }
        }
    }

    private sealed record Unknown(Address From, Address Spender);

    private sealed record Mistyped(Address From, Address Value);

    private sealed record Fractional(double Value);

    private sealed record Texted(string From);

    private sealed record Empty;

    private sealed record Swapped(IReadOnlyList<Unknown> Legs);

    private sealed record Listed(List<Leg> Legs);

    private sealed record Unhashed(string Name);

    [Fact]
    public void A_record_that_does_not_fit_is_refused_when_it_is_compiled_and_the_parameter_is_named()
    {
        Refused<Unknown>(Transfer, "Spender");
        Refused<Mistyped>(Transfer, "Transfer.value: uint256 does not fit Address");
        Refused<Fractional>(Transfer, "Transfer.value: uint256 does not fit Double");
        Refused<Texted>(Transfer, "Transfer.from: address does not fit String");
        Refused<Empty>(Transfer, "has no constructor with parameters");
        Refused<int>(Transfer, "has no constructor with parameters");
        Refused<Swapped>(SettledEvent, "'From'");
        Refused<Listed>(SettledEvent, "Settled.legs: (address,int256[])[] does not fit");
        Refused<Unhashed>(Event("event E(string indexed name)"), "E.name: bytes32 does not fit String");
        Refused<Narrow>(Event("event E(uint256 _value, uint256 VALUE)"), "'Value'");

        static void Refused<T>(AbiEvent from, string part) =>
            Assert.Contains(part, Assert.Throws<AbiException>(from.Decoder<T>).Message, StringComparison.Ordinal);
    }

    private readonly record struct Deposited(Address Sender, Address Owner, BigInteger Assets, BigInteger Shares);

    [Fact]
    public void The_hot_path_allocates_little()
    {
        Hash32[] topics = [Hash32.FromAddress(Alice), Hash32.FromAddress(Bob)];
        Measure(Transfer.Decoder<Moved>(), LogOf(Transfer, topics, Words(1_000_000_000)), 160);
        Measure(VaultDeposit.Decoder<Deposited>(), LogOf(VaultDeposit, topics, Words(1_000_000_000, 2_000_000_000)), 160);

        static void Measure<T>(Func<Log, T> decode, Log log, long mostBytes)
        {
            const int Rounds = 10_000;
            decode(log);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++)
            {
                decode(log);
            }

            var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
            TestContext.Current.TestOutputHelper?.WriteLine($"{typeof(T).Name}: {bytes} bytes each");
            Assert.InRange(bytes, 0, mostBytes);
        }
    }

    private static AbiEvent Event(string description) => AbiContract.Parse(description).Events[0];

    private static byte[] Words(params int[] numbers) =>
        AbiCodec.Encode([.. numbers.Select(_ => AbiType.Parse("uint256"))], [.. numbers.Cast<object>()]);

    private static Log LogOf(AbiEvent of, IEnumerable<Hash32> topics, byte[] data) => new()
    {
        Address = Alice,
        Topics = [of.Topic0, .. topics],
        Data = data,
        BlockNumber = 1,
        BlockHash = Hash32.Zero,
        TransactionHash = Hash32.Zero,
        TransactionIndex = 0,
        LogIndex = 0,
    };
}
