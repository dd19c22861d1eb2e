using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Proposing;
using ChainWatch.Signing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Signing;

/// <summary>What execTransaction is given: held against Safe's own rule, for owners and kinds at random.</summary>
public sealed class SignatureBlobTests
{
    private const int Histories = 150;

    [Fact]
    public void Whatever_is_assembled_passes_Safes_own_rule_and_reads_back()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var drawn = Drawn.Of(seed);
            var blob = SignatureBlob.Assemble(drawn.Signatures, drawn.Threshold);
            Assert.Null(drawn.SafeSays(blob));
            var read = SignatureBlob.Check(drawn.Transaction, drawn.Owners, drawn.Threshold, blob);
            Assert.Equal(drawn.Threshold, read.Count);
            Assert.All(read, signature => Assert.Contains(signature, drawn.Signatures));
            Assert.Equal(blob, SignatureBlob.Assemble(read, drawn.Threshold));
        }
    }

    [Fact]
    public void What_Safes_own_rule_refuses_is_refused_here_whatever_byte_is_changed()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var drawn = Drawn.Of(seed);
            var random = new Random(seed);
            var blob = Damage(SignatureBlob.Assemble(drawn.Signatures, drawn.Threshold), random);
            if (drawn.SafeSays(blob) is { } code && code is not ("GS024" or "GS025"))
            {
                Assert.Throws<ChainWatchException>(() => SignatureBlob.Check(drawn.Transaction, drawn.Owners, drawn.Threshold, blob));
            }
        }
    }

    [Fact]
    public void A_blob_of_one_signature_is_the_signature_itself()
    {
        var transaction = Signed.Transfer();
        using var key = Signed.Key(1);
        OwnerSignature[] kinds = [Signed.TypedData(key, transaction), Signed.Message(key, transaction), OwnerSignature.Approved(key.Address), OwnerSignature.Contract(key.Address, [1, 2])];
        Assert.All(kinds, signature => Assert.Equal(signature.Bytes.ToArray(), SignatureBlob.Assemble([signature], 1)));
    }

    [Fact]
    public void Of_more_than_enough_those_are_taken_that_ask_least_of_the_chain()
    {
        var transaction = Signed.Transfer();
        using var key = Signed.Key(1);
        var typed = Signed.TypedData(key, transaction);
        Assert.Equal(typed.Bytes.ToArray(), SignatureBlob.Assemble([OwnerSignature.Contract(Some.Address(1), [1]), OwnerSignature.Approved(Some.Address(2)), typed], 1));
    }

    [Fact]
    public void Bytes_behind_the_signatures_are_refused_though_the_Safe_would_look_away()
    {
        var drawn = Drawn.Of(1);
        byte[] longer = [.. SignatureBlob.Assemble(drawn.Signatures, drawn.Threshold), 0];
        Assert.Null(drawn.SafeSays(longer));
        var refused = Assert.Throws<ChainWatchException>(() => SignatureBlob.Check(drawn.Transaction, drawn.Owners, drawn.Threshold, longer));
        Assert.Contains("1 bytes too many", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_signatures_of_one_owner_or_too_few_make_no_blob()
    {
        var transaction = Signed.Transfer();
        using var key = Signed.Key(1);
        var twice = Assert.Throws<ChainWatchException>(() => SignatureBlob.Assemble([Signed.TypedData(key, transaction), Signed.Message(key, transaction)], 2));
        Assert.Contains("GS026", twice.Message, StringComparison.Ordinal);
        var few = Assert.Throws<ChainWatchException>(() => SignatureBlob.Assemble([Signed.TypedData(key, transaction)], 2));
        Assert.Contains("GS020", few.Message, StringComparison.Ordinal);
    }

    private static byte[] Damage(byte[] blob, Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                return blob[..random.Next(blob.Length)];
            case 1:
                blob[(random.Next(blob.Length / 65) * 65) + 64] = (byte)random.Next(40);
                return blob;
            default:
                blob[random.Next(blob.Length)] ^= (byte)(1 << random.Next(8));
                return blob;
        }
    }

    /// <summary>Owners, kinds, tails and a threshold at random.</summary>
    private sealed record Drawn(
        SafeTransaction Transaction, IReadOnlyList<Address> Owners, IReadOnlyList<OwnerSignature> Signatures, int Threshold)
    {
        public static Drawn Of(int seed)
        {
            var random = new Random(seed);
            var transaction = Signed.Transfer(random.Next(1000), random.Next());
            var keys = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Signed.Key(random.Next())).DistinctBy(key => key.Address).ToList();
            var signatures = keys.Select(key => Sign(key, transaction, random)).ToArray();
            random.Shuffle(signatures);
            return new Drawn(transaction, [.. keys.Select(key => key.Address)], signatures, random.Next(1, signatures.Length + 1));
        }

        public string? SafeSays(byte[] blob) => CheckNSignatures.Run(
            Transaction.SafeTxHash,
            Owners,
            Threshold,
            blob,
            (owner, tail) => Signatures.Any(signature => signature.Owner == owner && signature.Kind == SignatureKind.Contract && signature.Tail.Span.SequenceEqual(tail)),
            owner => Signatures.Any(signature => signature.Owner == owner && signature.Kind == SignatureKind.ApprovedHash));

        private static OwnerSignature Sign(PrivateKey key, SafeTransaction transaction, Random random)
        {
            var tail = new byte[random.Next(200)];
            random.NextBytes(tail);
            return random.Next(4) switch
            {
                0 => Signed.TypedData(key, transaction),
                1 => Signed.Message(key, transaction),
                2 => OwnerSignature.Approved(key.Address),
                _ => OwnerSignature.Contract(key.Address, tail),
            };
        }
    }
}
