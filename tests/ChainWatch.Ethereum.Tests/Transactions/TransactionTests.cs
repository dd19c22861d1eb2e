using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.Tests.Transactions;

public sealed class TransactionTests
{
    [Fact]
    public void Every_transaction_of_ethers_is_signed_byte_for_byte_in_five_forms()
    {
        using var set = JsonVectors.Read("ethers-testcases/transactions.json.gz");
        var (count, forms) = (0, 0);
        foreach (var test in set.RootElement.EnumerateArray())
        {
            using var key = new PrivateKey(test.Bytes("privateKey"));
            foreach (var form in (string[])["Legacy", "Eip155", "Berlin", "London", "Cancun"])
            {
                // Where the transaction has no chain id, ethers has no such form of it.
                if (test.Text("signed" + form) is { Length: > 0 } signed)
                {
                    AssertForm(Read(test.GetProperty("transaction"), form), key, test.Text("unsigned" + form), signed);
                    forms++;
                }
            }

            count++;
        }

        Counted.Exactly(3200, count);
        Counted.Exactly(12_928, forms);
    }

    [Fact]
    public void Every_transaction_of_two_real_blocks_has_its_hash_and_its_sender()
    {
        var count = 0;
        foreach (var block in (string[])["19433902", "19433903"])
        {
            using var answer = JsonVectors.Read($"mainnet-blocks/jsonrpc/{block}.block.json");
            foreach (var json in answer.RootElement.GetProperty("result").GetProperty("transactions").EnumerateArray())
            {
                var transaction = JsonTransaction.Read(json);
                Assert.Equal(json.Text("hash"), transaction.ComputeHash().ToString());
                Assert.Equal(Address.Parse(json.Text("from")), TransactionRules.Check(transaction, Fork.Cancun, 1));
                AssertReadsBack(transaction.Encode());
                count++;
            }
        }

        Counted.Exactly(343, count);
    }

    [Fact]
    public void Every_transaction_of_five_blocks_in_RLP_reads_back_and_keeps_the_rules()
    {
        var types = new int[5];
        foreach (var (body, fork) in BlockBodies.Read())
        {
            foreach (var encoded in body)
            {
                var transaction = Transaction.Decode(encoded);
                Assert.Equal(encoded.ToArray(), transaction.Encode());
                TransactionRules.Check(transaction, fork, 1);
                types[(int)transaction.Type]++;
            }
        }

        Assert.Equal([42, 5, 322, 4, 0], types);
        Counted.Exactly(373, types.Sum());
    }

    [Fact]
    public void Every_transaction_of_the_execution_APIs_chain_reads_back()
    {
        var types = new int[5];
        foreach (var block in RlpItem.DecodeSequence(File.ReadAllBytes(Vectors.Path("execution-apis-tests/chain.rlp"))))
        {
            foreach (var encoded in BlockBodies.Transactions(block.Items[1]))
            {
                var transaction = Transaction.Decode(encoded);
                Assert.Equal(encoded.ToArray(), transaction.Encode());
                TransactionRules.Check(transaction, Fork.Prague, 0xc72dd9d5e883e);
                types[(int)transaction.Type]++;
            }
        }

        Assert.Equal([196, 23, 23, 6, 1], types);
        Counted.Exactly(249, types.Sum());
    }

    [Fact]
    public void Every_raw_transaction_of_the_execution_APIs_has_the_hash_that_they_answer()
    {
        var count = 0;
        foreach (var file in Directory.GetFiles(Vectors.Path("execution-apis-tests/eth_sendRawTransaction"), "*.io"))
        {
            var lines = File.ReadAllLines(file);
            using var request = JsonDocument.Parse(lines.Single(line => line.StartsWith(">>", StringComparison.Ordinal))[3..]);
            using var answer = JsonDocument.Parse(lines.Single(line => line.StartsWith("<<", StringComparison.Ordinal))[3..]);
            var transaction = Transaction.Decode(Hex.Decode(request.RootElement.GetProperty("params")[0].GetString()));
            Assert.Equal(answer.RootElement.Text("result"), transaction.ComputeHash().ToString());
            count++;
        }

        Counted.Exactly(4, count);
    }

    [Fact]
    public void The_basic_transactions_are_encoded_and_signed_as_they_say()
    {
        using var set = JsonVectors.Read("ethereum-tests/BasicTests/txtest.json");
        var count = 0;
        foreach (var test in set.RootElement.EnumerateArray())
        {
            using var key = new PrivateKey(test.Bytes("key"));
            var transaction = new Transaction
            {
                Type = TransactionType.Legacy,
                Nonce = test.GetProperty("nonce").GetUInt64(),
                GasPrice = test.GetProperty("gasprice").GetInt64(),
                GasLimit = test.GetProperty("startgas").GetUInt64(),
                To = test.Text("to").Length == 0 ? null : new Address(test.Bytes("to")),
                Value = test.GetProperty("value").GetInt64(),
                Data = test.Bytes("data"),
            };

            // These are older than EIP-155: the unsigned form is six fields and three empty ones; and older than RFC 6979's
            // use here, so that the signature is read and not made.
            var signed = Transaction.Decode(test.Bytes("signed"));
            Assert.Equal(
                RlpItem.Decode(test.Bytes("unsigned")).Items.Take(6).Select(field => field.Encoded.ToArray()),
                RlpItem.Decode(transaction.EncodeForSigning()).Items.Select(field => field.Encoded.ToArray()));
            Assert.Equal(test.Text("signed"), Convert.ToHexStringLower((transaction with { Signature = signed.Signature }).Encode()));
            Assert.Equal(key.Address, signed.RecoverSender(allowHighS: true));
            count++;
        }

        Counted.Exactly(2, count);
    }

    private static void AssertForm(Transaction transaction, PrivateKey key, string unsigned, string signed)
    {
        Assert.Equal(unsigned, Hex.Encode(transaction.EncodeForSigning()));
        var own = transaction.SignedBy(key);
        Assert.Equal(signed, Hex.Encode(own.Encode()));
        AssertReadsBack(own.Encode());
        if (transaction.Type == TransactionType.DynamicFee)
        {
            Assert.Equal(key.Address, Transaction.Decode(own.Encode()).RecoverSender());
        }
    }

    private static void AssertReadsBack(byte[] encoded) => Assert.Equal(encoded, Transaction.Decode(encoded).Encode());

    private static Transaction Read(JsonElement json, string form)
    {
        var type = form switch
        {
            "Berlin" => TransactionType.AccessList,
            "London" => TransactionType.DynamicFee,
            "Cancun" => TransactionType.Blob,
            _ => TransactionType.Legacy,
        };
        var hasMaxFee = type is TransactionType.DynamicFee or TransactionType.Blob;
        var to = json.TryGetProperty("to", out var recipient) ? Address.Parse(recipient.GetString()) : (Address?)null;
        return new Transaction
        {
            Type = type,
            ChainId = form == "Legacy" ? null : (ulong)Integer(json, "chainId"),
            Nonce = json.TryGetProperty("nonce", out var nonce) ? nonce.GetUInt64() : 0,
            GasPrice = hasMaxFee ? null : Integer(json, "gasPrice"),
            MaxFeePerGas = hasMaxFee ? Integer(json, "maxFeePerGas") : null,
            MaxPriorityFeePerGas = hasMaxFee ? Integer(json, "maxPriorityFeePerGas") : null,
            GasLimit = (ulong)Integer(json, "gasLimit"),
            To = type == TransactionType.Blob ? to ?? Address.Zero : to,
            Value = Integer(json, "value"),
            Data = json.TryGetProperty("data", out _) ? json.Bytes("data") : default,
            AccessList = type != TransactionType.Legacy && json.TryGetProperty("accessList", out var list) ? JsonTransaction.AccessList(list) : [],
            MaxFeePerBlobGas = type == TransactionType.Blob ? Integer(json, "maxFeePerBlobGas") : null,
            BlobVersionedHashes = type == TransactionType.Blob && json.TryGetProperty("blobVersionedHashes", out var hashes)
                ? [.. hashes.EnumerateArray().Select(hash => Hash32.Parse(hash.GetString()))]
                : [],
        };
    }

    private static BigInteger Integer(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? JsonTransaction.Integer(value.GetString()!) : BigInteger.Zero;
}
