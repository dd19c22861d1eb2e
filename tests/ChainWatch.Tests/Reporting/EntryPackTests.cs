using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Reporting;

namespace ChainWatch.Tests.Reporting;

public sealed class EntryPackTests
{
    private static readonly ExportEntry Full = new(
        "income:1", ExportSubject.Capital, DateTimeOffset.UnixEpoch, "mainnet", ulong.MaxValue, "0xé", "native", "€", 18, BigInteger.Pow(2, 256) - 1)
    {
        Source = "a",
        Category = "b",
        Kind = "c",
        Stage = "d",
        LogIndex = -2,
        Payer = "",
        Beneficiary = "e",
        Value = new FiatAmount("USD", -BigInteger.Pow(10, 60)),
        PriceSource = "pinned",
    };

    private static readonly ExportEntry Bare = new("escrow:2", ExportSubject.Escrow, DateTimeOffset.UnixEpoch.AddYears(200), "", 0, "", "", "", 0, -1);

    [Fact]
    public void Entries_are_read_back_as_they_were()
    {
        using var pack = new EntryPack();
        pack.Add(Full);
        pack.Add(Bare);

        Assert.Equal([Full, Bare], EntryPack.Read(pack.Close()!));
    }

    [Fact]
    public void A_pack_of_nothing_is_none()
    {
        using var pack = new EntryPack();

        Assert.Null(pack.Close());
    }
}
