using System.Numerics;
using System.Text;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Ethereum.Tests.Abi;

public sealed class AbiContractTests
{
    private const string Json = """
        [
          { "type": "constructor", "inputs": [{ "name": "owner", "type": "address" }], "stateMutability": "payable" },
          { "type": "function", "name": "balanceOf", "inputs": [{ "name": "owner", "type": "address" }],
            "outputs": [{ "name": "", "type": "uint256" }], "stateMutability": "view" },
          { "name": "old", "inputs": [], "outputs": [], "constant": true, "payable": false },
          { "type": "function", "name": "settle", "outputs": [], "stateMutability": "nonpayable", "inputs": [
            { "name": "orders", "type": "tuple[2][]", "components": [
              { "name": "maker", "type": "address" }, { "name": "legs", "type": "tuple[]", "components": [{ "name": "id", "type": "uint8" }] }] }] },
          { "type": "event", "name": "Paid", "anonymous": false, "inputs": [{ "name": "to", "type": "address", "indexed": true }] },
          { "type": "event", "name": "Paid", "anonymous": true, "inputs": [{ "name": "to", "type": "address" }, { "name": "n", "type": "uint8" }] },
          { "type": "error", "name": "Broke", "inputs": [{ "name": "missing", "type": "uint256" }] },
          { "type": "fallback", "stateMutability": "payable" },
          { "type": "receive", "stateMutability": "payable" }
        ]
        """;

    [Theory]
    [InlineData(Json)]
    [InlineData("{ \"contractName\": \"C\", \"abi\": " + Json + ", \"bytecode\": \"0x\" }")]
    public void A_json_abi_is_read_bare_and_inside_an_artifact(string json)
    {
        var abi = AbiContract.FromJson(Encoding.UTF8.GetBytes(json));
        Assert.Equal("balanceOf(address)", abi.Function("balanceOf").Signature);
        Assert.Equal(AbiMutability.View, abi.Function("old").Mutability);
        Assert.Equal("settle((address,(uint8)[])[2][])", abi.Function("settle").Signature);
        Assert.Equal("legs", abi.Function("settle").Inputs[0].Type.Element!.Element!.Components[1].Name);
        Assert.False(abi.Event("Paid(address)").IsAnonymous);
        Assert.True(abi.Event("Paid(address,uint8)").IsAnonymous);
        Assert.Equal("Broke(uint256)", abi.Error("Broke").Signature);
        Assert.Equal(AbiMutability.Payable, abi.Constructor!.Mutability);
    }

    [Fact]
    public void Only_the_arguments_of_events_are_ever_in_topics()
    {
        const string Stray = """[{ "name": "f", "inputs": [{ "name": "a", "type": "uint8", "indexed": true }, { "name": "b", "type": "bool" }] }]""";
        var function = AbiContract.FromJson(Encoding.UTF8.GetBytes(Stray)).Function("f");
        Assert.Equal(7, function.DecodeCall(function.Encode(7, true)).Integer("a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("[7]")]
    [InlineData("[{\"type\":\"event\"}]")]
    [InlineData("[{\"type\":\"struct\",\"name\":\"s\"}]")]
    [InlineData("[{\"type\":7}]")]
    [InlineData("[{\"name\":\"f\",\"inputs\":7}]")]
    [InlineData("[{\"name\":\"f\",\"inputs\":[{}]}]")]
    [InlineData("[{\"name\":\"f\",\"inputs\":[{\"type\":\"contract C\"}]}]")]
    [InlineData("[{\"name\":\"f\",\"inputs\":[{\"type\":\"tuplex\",\"components\":[]}]}]")]
    [InlineData("[{\"name\":\"f\",\"inputs\":[],\"stateMutability\":\"fickle\"}]")]
    [InlineData("[{\"name\":\"\\ud800\"}]")]
    public void What_is_no_json_abi_is_refused(string json) =>
        Assert.Throws<AbiException>(() => AbiContract.FromJson(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_description_is_read_as_solidity_writes_it()
    {
        var abi = AbiContract.Parse(
            "function pay(address payable to, (uint256 id, bytes data)[] calldata orders) external payable returns (bool ok, uint)",
            "event Transfer(address indexed from, address indexed to, uint256 value)",
            "event Quiet(uint indexed a, uint indexed b, uint indexed c, uint indexed d) anonymous;",
            "error Broke(address who)",
            "constructor(string memory name)");
        var pay = abi.Function("pay");
        Assert.Equal("pay(address,(uint256,bytes)[])", pay.Signature);
        Assert.Equal(AbiMutability.Payable, pay.Mutability);
        Assert.Equal(["bool ok", "uint256"], pay.Outputs.Select(output => output.ToString()));
        Assert.Equal("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", abi.Event("Transfer").Topic0.ToString());
        Assert.Equal("address indexed from", abi.Event("Transfer").Inputs[0].ToString());
        Assert.True(abi.Event("Quiet").IsAnonymous);
    }

    [Theory]
    [InlineData("")]
    [InlineData("function")]
    [InlineData("function f")]
    [InlineData("function f() returns")]
    [InlineData("function f(uint256 indexed a)")]
    [InlineData("function f() sideways")]
    [InlineData("event E(uint256 a) view")]
    [InlineData("event E(uint indexed a, uint indexed b, uint indexed c, uint indexed d)")]
    [InlineData("struct S { uint a; }")]
    [InlineData("event E(uint256 a b)")]
    public void What_is_no_description_is_refused(string description) => Assert.Throws<AbiException>(() => AbiContract.Parse(description));

    [Fact]
    public void An_overloaded_name_needs_its_signature()
    {
        var abi = AbiContract.Parse("event FundsWithdrawn(address to, uint256 amount)", "event FundsWithdrawn(address to, address token, uint256 amount)");
        Assert.Contains("FundsWithdrawn(address,uint256)", Assert.Throws<AbiException>(() => abi.Event("FundsWithdrawn")).Message, StringComparison.Ordinal);
        Assert.Throws<AbiException>(() => abi.Event("Transfer"));
        Assert.Equal(2, abi.Event("FundsWithdrawn(address,uint256)").Inputs.Count);
    }

    [Fact]
    public void A_call_is_selector_and_arguments_and_reads_back()
    {
        var transfer = AbiContract.Parse("function transfer(address to, uint256 amount) returns (bool)").Function("transfer");
        var to = Address.Parse("0x52908400098527886E0F7030069857D2E4169EE7");
        var call = transfer.Encode(to, 1000);
        Assert.Equal(
            "0xa9059cbb00000000000000000000000052908400098527886e0f7030069857d2e4169ee700000000000000000000000000000000000000000000000000000000000003e8",
            Hex.Encode(call));
        Assert.Equal(to, transfer.DecodeCall(call).Address("to"));
        Assert.Equal(1000, transfer.DecodeCall(call).Integer("amount"));
        Assert.True(transfer.DecodeResult((byte[])[.. new byte[31], 1]).Bool(0));
    }

    [Fact]
    public void A_call_to_nothing_and_another_selector_are_refused()
    {
        var balanceOf = AbiContract.Parse("function balanceOf(address owner) view returns (uint256)").Function("balanceOf");
        Assert.Contains("returned nothing", Assert.Throws<AbiException>(() => balanceOf.DecodeResult(default)).Message, StringComparison.Ordinal);
        Assert.Throws<AbiException>(() => balanceOf.DecodeCall(new byte[36]));
        Assert.Throws<AbiException>(() => balanceOf.DecodeCall(new byte[2]));
    }

    [Fact]
    public void Constructors_and_errors_read_back()
    {
        var abi = AbiContract.Parse("constructor(string name, int8 n)", "error Broke(uint256 missing)");
        Assert.Equal(-128, abi.Constructor!.Decode(abi.Constructor.Encode("Ex", -128)).Integer("n"));
        Assert.Equal(5, abi.Error("Broke").Decode(abi.Error("Broke").Encode(5)).Integer("missing"));
    }

    public static TheoryData<string, object?, string> Misfits => new()
    {
        { "uint8", 256, "v: the number is out of the range of uint8" },
        { "uint8", -1, "v: the number is out of the range of uint8" },
        { "uint256", BigInteger.One << 256, "v: the number is out of the range of uint256" },
        { "uint256", -(BigInteger.One << 255), "v: the number is out of the range of uint256" },
        { "int8", 128, "v: the number is out of the range of int8" },
        { "int8", -129, "v: the number is out of the range of int8" },
        { "int256", BigInteger.One << 255, "v: the number is out of the range of int256" },
        { "uint256", "7", "v: String is no value for uint256" },
        { "uint256", 7.0, "v: Double is no value for uint256" },
        { "address", "0x52908400098527886E0F7030069857D2E4169EE7", "v: String is no value for address" },
        { "bool", 1, "v: Int32 is no value for bool" },
        { "bytes4", new byte[3], "v: bytes4 has 4 bytes, not 3" },
        { "bytes4", Hash32.Zero, "v: bytes4 has 4 bytes, not 32" },
        { "string", null, "v: null is no value for string" },
        { "string", "\ud800", "v: the string holds half of a surrogate pair" },
        { "bool[]", true, "v: Boolean is no value for bool[]" },
        { "bool[2]", (bool[])[true], "v: bool[2] has 2 values, not 1" },
        { "(bool a,uint8[] b)[]", (object[])[(true, (byte[])[1, 2]), (true, (object[])[1, 256])], "v[1].b[1]: the number is out of the range of uint8" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_value_that_does_not_fit_is_refused_and_says_where(string type, object? value, string message)
    {
        var function = AbiContract.Parse($"function f({type} v)").Function("f");
        Assert.Equal(message, Assert.Throws<AbiException>(() => function.Encode([value!])).Message);
    }

    [Fact]
    public void Every_integer_type_of_the_language_is_taken()
    {
        var type = AbiType.Parse("int16");
        object[] sevens = [(sbyte)7, (byte)7, (short)7, (ushort)7, 7, 7u, 7L, 7ul, (Int128)7, (UInt128)7, new BigInteger(7)];
        Assert.All(sevens, seven => Assert.Equal(7, AbiCodec.Decode([type], AbiCodec.Encode([type], [seven])).Integer(0)));
    }

    [Fact]
    public void Values_are_found_by_name_and_refused_as_another_type()
    {
        var function = AbiContract.Parse("function f(address _owner, uint256 value, bool Value, bytes4)").Function("f");
        var values = function.DecodeCall(function.Encode(Address.Zero, 3, true, new byte[4]));
        Assert.Equal(Address.Zero, values.Address("owner"));
        Assert.Equal(3, values.Integer("value"));
        Assert.True(values.Bool("Value"));
        Assert.Equal(4, values.Bytes(3).Length);
        Assert.Throws<AbiException>(() => values["VALUE"]);
        Assert.Throws<AbiException>(() => values[""]);
        Assert.Throws<AbiException>(() => values[4]);
        Assert.Contains("uint256 value", Assert.Throws<AbiException>(() => values.Address("value")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_string_keeps_the_zero_characters_at_its_start()
    {
        var text = AbiType.Parse("string");
        Assert.Equal("\0\0a\0", AbiCodec.Decode([text], AbiCodec.Encode([text], ["\0\0a\0"])).Text(0));
    }

    [Fact]
    public void Fixed_point_numbers_are_their_scaled_integers()
    {
        var function = AbiContract.Parse("function f(fixed8x1 a, ufixed b)").Function("f");
        Assert.Equal("f(fixed8x1,ufixed128x18)", function.Signature);
        Assert.Equal(-15, function.DecodeCall(function.Encode(-15, 1)).Integer("a"));
        Assert.Throws<AbiException>(() => function.Encode(128, 1));
    }
}
