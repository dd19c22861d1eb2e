using System.Runtime.Intrinsics;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Tests.Crypto;

public sealed class KeccakBatchTests
{
    [Fact]
    public void Every_known_answer_holds_when_all_are_hashed_together()
    {
        var answers = KnownAnswers.Read(Vectors.Path("keccak/ShortMsgKAT_256.txt"))
            .Select(known => (Message: Convert.FromHexString(known["Msg"])[..(int.Parse(known["Len"], null) / 8)], Digest: known["MD"]))
            .Concat(KnownAnswers.ReadCryptoPlusPlus(Vectors.Path("keccak/cryptopp-keccak.txt"), "Keccak-256"))
            .ToArray();
        var batch = Of(answers.Select(answer => answer.Message));
        var hashes = batch.Hash().ToArray();
        Assert.Equal(answers.Select(answer => answer.Digest.ToLowerInvariant()), hashes.Select(hash => Convert.ToHexStringLower(hash.Bytes)));
        Counted.Exactly(256 + 7, hashes.Length);
    }

    [Fact]
    public void Each_of_four_states_is_permuted_as_one_alone()
    {
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "This processor has no vectors of 256 bits.");
        var random = new Random(1);
        var states = new Vector256<ulong>[KeccakPermutation.Lanes];
        for (var round = 0; round < 1000; round++)
        {
            var alone = Enumerable.Range(0, 4).Select(_ => states.Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).ToArray()).ToArray();
            for (var i = 0; i < states.Length; i++)
            {
                states[i] = Vector256.Create(alone[0][i], alone[1][i], alone[2][i], alone[3][i]);
            }

            KeccakPermutationOfFour.Apply(states);
            for (var lane = 0; lane < 4; lane++)
            {
                KeccakPermutation.Apply(alone[lane]);
                Assert.Equal(alone[lane], states.Select(state => state[lane]));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Messages_of_random_lengths_hash_as_each_alone(bool areEqual)
    {
        var random = new Random(2);
        var count = 0;
        for (var round = 0; round < 2000; round++)
        {
            var length = random.Next(1001);
            AssertAsAlone([.. Enumerable.Range(0, random.Next(14)).Select(_ => Message(random, areEqual ? length : random.Next(1001)))]);
            count++;
        }

        Counted.Exactly(2000, count);
    }

    [Fact]
    public void Every_length_around_a_block_hashes_beside_every_other()
    {
        var random = new Random(3);
        int[] lengths = [0, 1, 7, 8, 134, 135, 136, 137, 271, 272, 273];
        foreach (var one in lengths)
        {
            foreach (var other in lengths)
            {
                AssertAsAlone([Message(random, one), Message(random, other)]);
                AssertAsAlone([Message(random, one), Message(random, other), Message(random, 500), Message(random, one), Message(random, other)]);
            }
        }
    }

    [Fact]
    public void A_cleared_batch_has_forgotten_its_messages()
    {
        var batch = Of([[1], [2, 3]]);
        batch.Hash();
        batch.Clear();
        Assert.Equal(0, batch.Count);
        Assert.True(batch.Hash().IsEmpty);
        batch.Add([4]);
        Assert.Equal([4], batch[0].ToArray());
        Assert.Equal(Keccak256.Hash([4]), Assert.Single(batch.Hash().ToArray()));
    }

    /// <summary>As the processor does it, and as one without vectors would.</summary>
    private static void AssertAsAlone(byte[][] messages)
    {
        var batch = Of(messages);
        Hash32[] expected = [.. messages.Select(message => Keccak256.Hash(message))];
        Assert.Equal(expected, batch.Hash().ToArray());
        var slow = new Hash32[messages.Length];
        batch.HashOneByOne(slow);
        Assert.Equal(expected, slow);
        for (var i = 0; i < messages.Length; i++)
        {
            Assert.Equal(messages[i], batch[i].ToArray());
        }
    }

    private static KeccakBatch Of(IEnumerable<byte[]> messages)
    {
        var batch = new KeccakBatch();
        foreach (var message in messages)
        {
            batch.Add(message);
        }

        return batch;
    }

    private static byte[] Message(Random random, int length)
    {
        var message = new byte[length];
        random.NextBytes(message);
        return message;
    }
}
