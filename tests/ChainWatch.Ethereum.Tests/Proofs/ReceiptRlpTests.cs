using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Ethereum.Tests.Proofs;

public sealed class ReceiptRlpTests
{
    private static readonly string NoBloom = new('0', 512);

    private static readonly Receipt Deposit = new()
    {
        Type = 0x7e,
        TransactionHash = default,
        TransactionIndex = 0,
        BlockHash = default,
        BlockNumber = 1,
        Succeeded = true,
        CumulativeGasUsed = 46913,
        Logs = [],
        LogsBloom = new byte[LogBloom.Size],
    };

    /// <summary>The receipts root takes the nonce only together with a version (OP stack, Canyon).</summary>
    [Theory]
    [InlineData(null, null, "0x7ef901080182b741b90100", "c0")]
    [InlineData(4012991ul, null, "0x7ef901080182b741b90100", "c0")]
    [InlineData(4012991ul, 1ul, "0x7ef9010d0182b741b90100", "c0833d3bbf01")]
    public void A_deposit_is_encoded_as_its_fork_does(ulong? nonce, ulong? version, string start, string end)
    {
        var encoded = ReceiptRlp.Encode(Deposit with { DepositNonce = nonce, DepositReceiptVersion = version });
        Assert.Equal(start + NoBloom + end, Hex.Encode(encoded));
        Assert.Equal((0x7e, true, 46913ul), (ReceiptRlp.Decode(encoded).Type, ReceiptRlp.Decode(encoded).Succeeded, ReceiptRlp.Decode(encoded).CumulativeGasUsed));
    }

    [Fact]
    public void A_state_root_stands_where_later_the_status_stands()
    {
        var root = Hash32.Parse("0x" + new string('a', 64));
        var proved = ReceiptRlp.Decode(ReceiptRlp.Encode(Deposit with { Type = 0, Succeeded = null, Root = root }));
        Assert.Equal(((bool?)null, root), (proved.Succeeded, proved.Root));
    }

    [Theory]
    [InlineData(0x05)]
    [InlineData(0x7d)]
    [InlineData(0x100)]
    [InlineData(-1)]
    public void A_type_that_is_not_known_is_refused_by_name(int type)
    {
        var error = Assert.Throws<ProofException>(() => ReceiptRlp.Encode(Deposit with { Type = type }));
        Assert.Contains($"unknown type 0x{type:x}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("0x02")]
    [InlineData("0x05c0")]
    [InlineData("0x00c0")]
    [InlineData("0x80")]
    [InlineData("0xc0")]
    [InlineData("0xc480808080")]
    public void What_is_no_receipt_is_refused(string bytes) => Assert.Throws<ProofException>(() => ReceiptRlp.Decode(Hex.Decode(bytes)));

    [Fact]
    public void A_bloom_that_is_not_that_of_the_logs_is_refused()
    {
        var encoded = ReceiptRlp.Encode(Deposit);
        encoded[100] ^= 1;
        Assert.Throws<ProofException>(() => ReceiptRlp.Decode(encoded));
    }

    [Fact]
    public void A_bloom_says_surely_absent_or_maybe()
    {
        var (contract, other) = (Address.Parse("0x00000000000000000000000000000000000000c0"), Address.Parse("0x00000000000000000000000000000000000000c1"));
        var (topic, otherTopic) = (Hash32.FromAddress(contract), Hash32.FromAddress(other));
        var log = new Log { Address = contract, Topics = [topic], Data = default, BlockNumber = 0, BlockHash = default, TransactionHash = default, TransactionIndex = 0, LogIndex = 0 };
        var bloom = LogBloom.Of([log]);
        Assert.Equal(6, bloom.Sum(b => System.Numerics.BitOperations.PopCount(b)));
        Assert.True(LogBloom.MayContain(bloom, contract) && LogBloom.MayContain(bloom, topic));
        Assert.False(LogBloom.MayContain(bloom, other) || LogBloom.MayContain(bloom, otherTopic));
        Assert.True(LogBloom.MayContain(bloom, new LogFilter()));
        Assert.True(LogBloom.MayContain(bloom, new LogFilter { Addresses = [other, contract], Topics = [[otherTopic, topic], null, []] }));
        Assert.False(LogBloom.MayContain(bloom, new LogFilter { Addresses = [other] }));
        Assert.False(LogBloom.MayContain(bloom, new LogFilter { Addresses = [contract], Topics = [[otherTopic]] }));
        Assert.Throws<ArgumentException>(() => LogBloom.MayContain(new byte[255], contract));
    }
}
