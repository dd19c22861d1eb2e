using System.Text;
using ChainWatch.Ethereum.TypedData;

namespace ChainWatch.Ethereum.Tests.TypedData;

public sealed class TypedDataDocumentTests
{
    /// <summary>Small, so that a million changed copies take seconds and most changes change the meaning.</summary>
    private const string Small =
        """{"types":{"P":[{"name":"a","type":"uint8[]"}]},"primaryType":"P","domain":{"chainId":1},"message":{"a":[7,"0x2"]}}""";

    private const string Valid = """
        {"types":{"Person":[{"name":"name","type":"string"},{"name":"age","type":"uint8"},{"name":"debt","type":"int16"},{"name":"tag","type":"bytes4"},
        {"name":"notes","type":"bytes[2][]"},{"name":"ok","type":"bool"},{"name":"home","type":"address"}]},
        "primaryType":"Person","domain":{"name":"Test","chainId":1},"message":{"name":"Ann","age":7,"debt":"-2","tag":"0x01020304",
        "notes":[["0x","0x01"]],"ok":true,"home":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"}}
        """;

    [Fact]
    public void The_type_is_spelled_out_with_the_structs_that_it_needs_in_order()
    {
        var document = TypedDataDocument.Parse("""
            {"types":{"Mail":[{"name":"from","type":"Person"},{"name":"copies","type":"Asset[]"}],"Person":[{"name":"a","type":"Asset"}],
            "Asset":[{"name":"n","type":"uint256"}],"Unused":[]},
            "primaryType":"Mail","domain":{},"message":{"from":{"a":{"n":1}},"copies":[]}}
            """);
        Assert.Equal("Mail(Person from,Asset[] copies)Asset(uint256 n)Person(Asset a)", document.EncodedType);
    }

    [Theory]
    [InlineData("7", "\"7\"")]
    [InlineData("7", "\"0x7\"")]
    [InlineData("7", "\"0x07\"")]
    [InlineData("7", "\"007\"")]
    public void A_number_has_one_hash_in_whatever_form_it_is_written(string one, string other) =>
        Assert.Equal(Hash("\"age\":7", $"\"age\":{one}"), Hash("\"age\":7", $"\"age\":{other}"));

    [Theory]
    [InlineData("\"age\":7", "\"age\":256", "message.age")]
    [InlineData("\"age\":7", "\"age\":-1", "message.age")]
    [InlineData("\"age\":7", "\"age\":7.0", "message.age")]
    [InlineData("\"age\":7", "\"age\":1e1", "message.age")]
    [InlineData("\"age\":7", "\"age\":9007199254740992", "message.age")]
    [InlineData("\"age\":7", "\"age\":\"\"", "message.age")]
    [InlineData("\"age\":7", "\"age\":\"0x\"", "message.age")]
    [InlineData("\"age\":7", "\"age\":\"+7\"", "message.age")]
    [InlineData("\"age\":7", "\"age\":\" 7\"", "message.age")]
    [InlineData("\"age\":7", "\"age\":\"-0x7\"", "message.age")]
    [InlineData("\"age\":7", "\"age\":null", "message.age")]
    [InlineData("\"age\":7", "\"age\":true", "message.age")]
    [InlineData("\"age\":7", "\"age\":[7]", "message.age")]
    [InlineData("\"age\":7", "\"agee\":7", "message.agee")]
    [InlineData("\"age\":7,", "", "message.age")]
    [InlineData("\"debt\":\"-2\"", "\"debt\":\"0xffff\"", "message.debt")]
    [InlineData("\"debt\":\"-2\"", "\"debt\":\"-32769\"", "message.debt")]
    [InlineData("\"0x01020304\"", "\"0x010203\"", "message.tag")]
    [InlineData("\"0x01020304\"", "\"0x0102030405\"", "message.tag")]
    [InlineData("\"0x01020304\"", "\"01020304\"", "message.tag")]
    [InlineData("\"0x01\"]", "\"0x1\"]", "message.notes[0][1]")]
    [InlineData("\"0x01\"]", "\"0x01\",\"0x\"]", "message.notes[0]")]
    [InlineData("[[\"0x\",\"0x01\"]]", "[[]]", "message.notes[0]")]
    [InlineData("[[\"0x\",\"0x01\"]]", "\"\"", "message.notes")]
    [InlineData("\"ok\":true", "\"ok\":\"true\"", "message.ok")]
    [InlineData("\"ok\":true", "\"ok\":1", "message.ok")]
    [InlineData("ffFb92266", "ffFb92267", "message.home")]
    [InlineData("ffFb92266", "fffb92266", "message.home")]
    [InlineData("\"name\":\"Ann\"", "\"name\":5", "message.name")]
    [InlineData("\"message\":{", "\"message\":{\"x\":1,", "message.x")]
    [InlineData("\"message\":{", "\"message\":7,\"old\":{", "old")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"uint7\"", "types.Person.age")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"uint\"", "types.Person.age")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"uint08\"", "types.Person.age")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"bytes33\"", "types.Person.age")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"Missing[]\"", "types.Person.age")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"Person\"", "types.Person")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"Person[]\"", "types.Person")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"uint8[0]\"", "types.Person[1].type")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"uint8[-1]\"", "types.Person[1].type")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"uint8[1\"", "types.Person[1].type")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"uint8[]x\"", "types.Person[1].type")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"uint8 \"", "types.Person[1].type")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"\"", "types.Person[1].type")]
    [InlineData("\"type\":\"uint8\"", "\"type\":\"uint8\",\"more\":1", "types.Person[1].more")]
    [InlineData("\"name\":\"age\"", "\"name\":\"a b\"", "types.Person[1].name")]
    [InlineData("\"name\":\"age\"", "\"name\":\"name\"", "types.Person")]
    [InlineData("{\"Person\":", "{\"uint8\":[],\"Person\":", "types.uint8")]
    [InlineData("{\"Person\":", "{\"int\":[],\"Person\":", "types.int")]
    [InlineData("{\"Person\":", "{\"A(b\":[],\"Person\":", "types.A(b")]
    [InlineData("{\"Person\":", "{\"EIP712Domain\":[{\"name\":\"owner\",\"type\":\"address\"}],\"Person\":", "types.EIP712Domain.owner")]
    [InlineData("{\"Person\":", "{\"EIP712Domain\":[{\"name\":\"chainId\",\"type\":\"uint64\"}],\"Person\":", "types.EIP712Domain.chainId")]
    [InlineData("{\"Person\":", "{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"}],\"Person\":", "domain.chainId")]
    [InlineData("\"chainId\":1", "\"chain\":1", "domain.chain")]
    [InlineData("\"primaryType\":\"Person\"", "\"primaryType\":\"Persons\"", "primaryType")]
    [InlineData("\"primaryType\":\"Person\",", "", "primaryType")]
    [InlineData("\"primaryType\":\"Person\"", "\"primaryType\":\"Person\",\"extra\":1", "extra")]
    [InlineData("\"domain\":{\"name\":\"Test\",\"chainId\":1},", "", "domain")]
    [InlineData("\"age\":7", "\"age\":7,\"age\":7", "")]
    [InlineData("\"Ann\"", "\"\\ud800\"", "")]
    public void What_has_no_meaning_or_two_is_refused_at_its_place(string what, string with, string path)
    {
        Assert.Contains(what, Valid, StringComparison.Ordinal);
        var error = Assert.Throws<TypedDataException>(() => Hash(what, with));
        Assert.Equal(path, error.Path);
    }

    [Fact]
    public void Structs_that_contain_each_other_are_refused()
    {
        var error = Assert.Throws<TypedDataException>(() => TypedDataDocument.Parse("""
            {"types":{"A":[{"name":"b","type":"B[]"}],"B":[{"name":"a","type":"A"}]},"primaryType":"A","domain":{},"message":{"b":[]}}
            """));
        Assert.Contains("contains itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_whose_primary_type_is_the_domain_signs_the_domain_alone()
    {
        var document = TypedDataDocument.Parse("""{"types":{},"primaryType":"EIP712Domain","domain":{"chainId":1},"message":{"chainId":1}}""");
        Assert.Equal(34, document.EncodeForSigning().Length);
    }

    [Fact]
    public void A_document_beyond_measure_is_refused()
    {
        Assert.Throws<TypedDataException>(() => TypedDataDocument.Parse(new string(' ', TypedDataDocument.MaxSize + 1)));
        var deep = string.Concat(Enumerable.Repeat("[", 1000));
        Assert.Throws<TypedDataException>(() => TypedDataDocument.Parse(Valid.Replace("\"Ann\"", deep, StringComparison.Ordinal)));
        var many = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"T{i}\":[]"));
        Assert.Throws<TypedDataException>(() => TypedDataDocument.Parse(Valid.Replace("{\"Person\":", "{" + many + ",\"Person\":", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Valid, Counted.Million / 20)]
    [InlineData(Small, Counted.Million - (Counted.Million / 20))]
    public void No_bytes_throw_anything_else(string document, int rounds)
    {
        var random = new Random(11);
        var valid = Encoding.UTF8.GetBytes(document);
        var read = 0;
        for (var i = 0; i < rounds; i++)
        {
            byte[] bytes = i < valid.Length ? valid[..i] : [.. valid];
            for (var change = i < valid.Length ? 0 : random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : valid[random.Next(valid.Length)];
            }

            try
            {
                TypedDataDocument.Parse(bytes);
                read++;
            }
            catch (TypedDataException)
            {
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} changed documents, {read} still read");
        Assert.InRange(read, 1, rounds - 1);
    }

    private static Hash32 Hash(string what, string with) =>
        TypedDataDocument.Parse(Valid.Replace(what, with, StringComparison.Ordinal)).SigningHash;
}
