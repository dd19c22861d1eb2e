using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;
using ChainWatch.Ethereum.Tests.Abi;
using ChainWatch.Ethereum.Tests.Transactions;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Ethereum.TypedData;

namespace ChainWatch.Ethereum.Tests.CrossChecks;

/// <summary>
/// Compares with Foundry's cast, whose codecs share no author with viem's. Starting a program costs more than the question, so
/// each question about ABIs is of several values at once. The keys given to cast are of random bytes and guard nothing.
/// </summary>
public sealed class CastTests
{
    private const int ValuesPerCall = 10;

    private readonly Random _random = new(20_261_122);

    /// <summary>Of the texts, cast is told what an argument of a program can hold: all but the character NUL.</summary>
    [Fact]
    public async Task A_thousand_random_values_are_encoded_as_cast_encodes_them()
    {
        var cases = Values().Select(one => (one.Type, Value: WithoutNul(one.Value))).ToArray();
        foreach (var batch in cases.Chunk(ValuesPerCall))
        {
            var arguments = batch.Select(one => Argument(one.Type, one.Value));
            var theirs = await Cast.AskAsync(["abi-encode", Signature(batch), .. arguments]);
            Assert.Equal(Hex.Encode(Encode(batch)), theirs);
        }

        Counted.Exactly(1000, cases.Length);
    }

    [Fact]
    public async Task A_thousand_random_values_that_we_encode_are_read_by_cast()
    {
        var cases = Values().ToArray();
        foreach (var batch in cases.Chunk(ValuesPerCall))
        {
            using var theirs = JsonDocument.Parse(await Cast.AskAsync("decode-abi", "--input", "--json", Signature(batch), Hex.Encode(Encode(batch))));
            object[] read = [.. theirs.RootElement.EnumerateArray().Zip(batch, (value, one) => AbiText.Value(one.Type, value))];
            Assert.Equal(AbiText.Of(batch.Select(one => one.Value)), AbiText.Of(read));
        }

        Counted.Exactly(1000, cases.Length);
    }

    [Fact]
    public async Task Two_hundred_random_transactions_are_read_by_cast_as_they_were_written()
    {
        var cases = Transactions().Take(200).ToArray();
        foreach (var (key, unsigned) in cases)
        {
            using var signer = new PrivateKey(key);
            var signed = unsigned.SignedBy(signer);
            var raw = Hex.Encode(signed.Encode());
            using var text = JsonDocument.Parse(await Cast.AskAsync("decode-transaction", raw));
            using var theirs = JsonDocument.Parse(text.RootElement.GetString()!);
            Assert.Equal(raw, Hex.Encode(JsonTransaction.Read(theirs.RootElement).Encode()));
            Assert.Equal(signed.ComputeHash(), Hash32.Parse(theirs.RootElement.Text("hash")));
            Assert.Equal(signer.Address, Address.Parse(theirs.RootElement.Text("signer")));
        }

        Counted.Exactly(200, cases.Length);
    }

    /// <summary>All but those that cast cannot be told to write: legacy ones for any chain, and blobs by their hashes.</summary>
    [Fact]
    public async Task Two_hundred_random_transactions_are_signed_as_cast_signs_them()
    {
        var cases = Transactions().Where(one => one.Unsigned is { ChainId: not null, Type: not TransactionType.Blob }).Take(200).ToArray();
        foreach (var (key, unsigned) in cases)
        {
            using var signer = new PrivateKey(key);
            Assert.Equal(Hex.Encode(unsigned.SignedBy(signer).Encode()), await Cast.AskAsync([.. Order(key, unsigned)]));
        }

        Counted.Exactly(200, cases.Length);
    }

    [Fact]
    public async Task Two_hundred_random_documents_are_signed_as_cast_signs_them()
    {
        var documents = Enumerable.Range(0, 200).Select(_ => TypedDataDocument.Parse(new RandomDocument(_random).Make().ToJsonString())).ToArray();
        foreach (var document in documents)
        {
            var key = Key();
            using var signer = new PrivateKey(key);
            var theirs = await Cast.AskAsync("wallet", "sign", "--private-key", Hex.Encode(key), "--data", document.ToString());
            Assert.True(theirs == signer.Sign(document.SigningHash).ToString(), $"{theirs} {document}");
        }

        Counted.Exactly(200, documents.Length);
    }

    private static IEnumerable<(AbiType Type, object Value)> Values() => Enumerable.Range(10_000, 1000).Select(seed =>
    {
        var random = new RandomAbi(seed);
        var type = random.Tuple(3);
        return (type, random.Value(type));
    });

    private static byte[] Encode((AbiType Type, object Value)[] batch) =>
        AbiCodec.Encode([.. batch.Select(one => one.Type)], [.. batch.Select(one => one.Value)]);

    private static string Signature((AbiType Type, object Value)[] batch) => $"f({string.Join(',', batch.Select(one => one.Type.Name))})";

    private static object WithoutNul(object value) => value switch
    {
        string text => text.Replace("\0", "", StringComparison.Ordinal),
        object[] items => items.Select(WithoutNul).ToArray(),
        _ => value,
    };

    /// <summary>As cast reads a part of a tuple: a text is quoted by what it does not hold, for there is no escaping.</summary>
    private static string Argument(AbiType type, object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => text.Contains('"', StringComparison.Ordinal) ? $"'{text}'" : $"\"{text}\"",
        byte[] bytes => Hex.Encode(bytes),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        object[] items when type.Kind == AbiKind.Array => $"[{string.Join(',', items.Select(item => Argument(type.Element!, item)))}]",
        object[] items => $"({string.Join(',', items.Zip(type.Components, (item, component) => Argument(component.Type, item)))})",
        _ => $"{value}",
    };

    /// <summary>Of all five types in turn, without an end.</summary>
    private IEnumerable<(byte[] Key, Transaction Unsigned)> Transactions()
    {
        var transactions = new RandomTransaction(_random);
        for (var i = 0; ; i++)
        {
            yield return (Key(), transactions.Make((TransactionType)(i % 5)));
        }
    }

    private byte[] Key()
    {
        var key = new byte[PrivateKey.Size];
        _random.NextBytes(key);
        return key;
    }

    private static IEnumerable<string> Order(byte[] key, Transaction transaction) =>
    [
        "mktx",
        $"--private-key={Hex.Encode(key)}",
        $"--chain={transaction.ChainId}",
        $"--nonce={transaction.Nonce}",
        $"--gas-limit={transaction.GasLimit}",
        $"--gas-price={transaction.GasPrice ?? transaction.MaxFeePerGas}",
        $"--value={transaction.Value}",
        .. transaction.MaxPriorityFeePerGas is { } priority ? [$"--priority-gas-price={priority}"] : (string[])["--legacy"],
        .. transaction.Type == TransactionType.Legacy ? [] : (string[])[$"--access-list={AccessList(transaction)}"],
        .. transaction.AuthorizationList.Select(authorization => $"--auth={Hex.Encode(Rlp(authorization))}"),
        .. transaction.To is { } to ? [to.ToString(), Hex.Encode(transaction.Data.Span)] : (string[])["--create", Hex.Encode(transaction.Data.Span)],
    ];

    private static string AccessList(Transaction transaction) => JsonSerializer.Serialize(transaction.AccessList.Select(entry =>
        new { address = entry.Address.ToString(), storageKeys = entry.StorageKeys.Select(key => key.ToString()) }));

    private static byte[] Rlp(Authorization authorization)
    {
        var writer = new RlpWriter();
        writer.StartList();
        writer.WriteInteger(authorization.ChainId);
        writer.WriteBytes(authorization.Address.Bytes);
        writer.WriteUInt64(authorization.Nonce);
        writer.WriteUInt64(authorization.YParity);
        writer.WriteInteger(authorization.R);
        writer.WriteInteger(authorization.S);
        writer.EndList();
        return writer.ToArray();
    }
}
