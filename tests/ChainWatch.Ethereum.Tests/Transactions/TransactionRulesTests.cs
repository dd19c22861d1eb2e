using System.Text.Json;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.Tests.Transactions;

public sealed class TransactionRulesTests
{
    private static readonly Dictionary<string, Fork> Forks = new()
    {
        ["Frontier"] = Fork.Frontier,
        ["Homestead"] = Fork.Homestead,
        ["EIP150"] = Fork.Homestead,
        ["EIP158"] = Fork.SpuriousDragon,
        ["Byzantium"] = Fork.SpuriousDragon,
        ["Constantinople"] = Fork.SpuriousDragon,
        ["ConstantinopleFix"] = Fork.SpuriousDragon,
        ["Istanbul"] = Fork.Istanbul,
        ["Berlin"] = Fork.Berlin,
        ["London"] = Fork.London,
        ["Paris"] = Fork.London,
        ["Shanghai"] = Fork.Shanghai,
        ["Cancun"] = Fork.Cancun,
    };

    [Fact]
    public void Every_official_transaction_is_valid_or_invalid_as_each_fork_has_it()
    {
        var (files, valid, invalid) = (0, 0, 0);
        foreach (var file in Directory.GetFiles(Vectors.Path("ethereum-tests/TransactionTests"), "*.json", SearchOption.AllDirectories))
        {
            using var set = JsonDocument.Parse(File.ReadAllBytes(file));
            var test = Assert.Single(set.RootElement.EnumerateObject()).Value;
            foreach (var result in test.GetProperty("result").EnumerateObject())
            {
                if (result.Value.TryGetProperty("exception", out var exception))
                {
                    var error = Record.Exception(() => Check(test, Forks[result.Name]));
                    AssertFault(exception.GetString()!, Assert.IsType<TransactionException>(error), $"{file} {result.Name}");
                    invalid++;
                }
                else
                {
                    AssertValid(test, Forks[result.Name], result.Value, $"{file} {result.Name}");
                    valid++;
                }
            }

            files++;
        }

        Counted.Exactly(210, files);
        Counted.Exactly(606, valid);
        Counted.Exactly(2059, invalid);
    }

    [Fact]
    public void Prague_puts_a_floor_under_the_cost_of_data_and_charges_authorizations()
    {
        var data = Some.Transaction(TransactionType.DynamicFee) with { Data = new byte[] { 0, 1, 2, 0, 3 }, GasLimit = 30_000 };
        Assert.Equal(21_000ul + 8 + 48, IntrinsicGas.Of(data, Fork.Prague));
        Assert.Equal(21_000ul + 20 + 120, IntrinsicGas.FloorOf(data, Fork.Prague));
        Assert.Equal(0ul, IntrinsicGas.FloorOf(data, Fork.Cancun));
        Assert.Equal(46_000ul, IntrinsicGas.Of(Some.Transaction(TransactionType.SetCode), Fork.Prague));

        var floor = data with { GasLimit = 21_139 };
        Assert.Equal("gas", Assert.Throws<TransactionException>(() => TransactionRules.Check(floor.SignedBy(Some.Key), Fork.Prague, 1)).Field);
        Assert.Equal(Some.Key.Address, TransactionRules.Check(floor.SignedBy(Some.Key), Fork.Cancun, 1));
    }

    [Fact]
    public void Each_type_has_its_first_fork_and_its_chain()
    {
        foreach (var (type, since) in (IEnumerable<(TransactionType, Fork)>)[(TransactionType.AccessList, Fork.Berlin),
            (TransactionType.DynamicFee, Fork.London), (TransactionType.Blob, Fork.Cancun), (TransactionType.SetCode, Fork.Prague)])
        {
            var signed = Some.Transaction(type).SignedBy(Some.Key);
            Assert.Equal(Some.Key.Address, TransactionRules.Check(signed, since, 1));
            Assert.Equal("type", Assert.Throws<TransactionException>(() => TransactionRules.Check(signed, since - 1, 1)).Field);
            Assert.Equal("chainId", Assert.Throws<TransactionException>(() => TransactionRules.Check(signed, since, 2)).Field);
        }
    }

    [Fact]
    public void A_blob_transaction_names_blobs_of_version_1_and_a_set_code_transaction_has_authorizations()
    {
        var none = Some.Transaction(TransactionType.Blob) with { BlobVersionedHashes = [] };
        var other = none with { BlobVersionedHashes = [Hash32.Zero] };
        var empty = Some.Transaction(TransactionType.SetCode) with { AuthorizationList = [] };
        Assert.Throws<TransactionException>(() => TransactionRules.Check(none.SignedBy(Some.Key), Fork.Prague, 1));
        Assert.Throws<TransactionException>(() => TransactionRules.Check(other.SignedBy(Some.Key), Fork.Prague, 1));
        Assert.Throws<TransactionException>(() => TransactionRules.Check(empty.SignedBy(Some.Key), Fork.Prague, 1));
    }

    private static Address Check(JsonElement test, Fork fork) => TransactionRules.Check(Transaction.Decode(test.Bytes("txbytes")), fork, 1);

    private static void AssertValid(JsonElement test, Fork fork, JsonElement result, string name)
    {
        var transaction = Transaction.Decode(test.Bytes("txbytes"));
        Assert.Equal(Address.Parse(result.Text("sender")), TransactionRules.Check(transaction, fork, 1));
        Assert.Equal(result.Text("hash"), transaction.ComputeHash().ToString());
        Assert.True((ulong)JsonTransaction.Integer(result.Text("intrinsicGas")) == IntrinsicGas.Of(transaction, fork), name);
        Assert.Equal(test.Bytes("txbytes"), transaction.Encode());
    }

    /// <summary>Where the official name says which field is at fault, ours is that field.</summary>
    private static void AssertFault(string official, TransactionException error, string file)
    {
        string[]? fields = official["TransactionException.".Length..] switch
        {
            "ADDRESS_TOO_SHORT" or "ADDRESS_TOO_LONG" or "RLP_INVALID_TO" => ["to"],
            "INTRINSIC_GAS_TOO_LOW" or "GASLIMIT_OVERFLOW" or "RLP_LEADING_ZEROS_GASLIMIT" or "RLP_INVALID_GASLIMIT" => ["gas"],
            "NONCE_OVERFLOW" or "NONCE_TOO_BIG" or "RLP_LEADING_ZEROS_NONCE" or "RLP_INVALID_NONCE" => ["nonce"],
            "VALUE_OVERFLOW" or "RLP_LEADING_ZEROS_VALUE" => ["value"],
            "INITCODE_SIZE_EXCEEDED" or "RLP_INVALID_DATA" => ["input"],
            "PRIORITY_OVERFLOW" or "RLP_LEADING_ZEROS_PRIORITY_FEE" => ["maxPriorityFeePerGas"],
            "RLP_LEADING_ZEROS_BASEFEE" => ["maxFeePerGas"],
            "RLP_LEADING_ZEROS_GASPRICE" => ["gasPrice"],
            "EC_RECOVERY_FAIL" => ["signature"],
            "RLP_LEADING_ZEROS_V" => ["v"],
            "RLP_TOO_FEW_ELEMENTS" or "RLP_TOO_MANY_ELEMENTS" or "RLP_ERROR_EOF" => ["envelope"],
            "INVALID_CHAINID" => ["chainId", "v"],
            _ => null,
        };
        var isBrokenBefore = official.Contains("RLP_", StringComparison.Ordinal) && error.Field == "envelope";
        Assert.True(fields is null || isBrokenBefore || fields.Contains(error.Field), $"{file}: {official}, but {error.Message}");
    }
}
