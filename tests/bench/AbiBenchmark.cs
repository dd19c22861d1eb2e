using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Bench;

/// <summary>Decoding the logs that the hot path is made of.</summary>
internal sealed class AbiBenchmark : IBenchmark
{
    private static readonly BigInteger Amount = BigInteger.Pow(10, 21) + 7;

    public string Name => "abi";

    public void Run()
    {
        var (from, to) = (Address.Parse("0x41675c099f32341bf84bfc5382af534df5c7461a"), Address.Parse("0x29fcb43b46531bca003ddc8fcb67ffe91900c762"));
        Decode<Transfer>("ERC-20 Transfer", "event Transfer(address indexed from, address indexed to, uint256 value)", [from, to], [Amount]);
        Decode<Deposit>(
            "ERC-4626 Deposit", "event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares)", [from, to], [Amount, Amount]);
    }

    private void Decode<T>(string what, string declaration, Address[] indexed, BigInteger[] values)
    {
        var abi = AbiContract.Parse(declaration).Events[0];
        var log = new Log
        {
            Address = indexed[0],
            Topics = [abi.Topic0, .. indexed.Select(Hash32.FromAddress)],
            Data = AbiCodec.Encode([.. values.Select(_ => AbiType.Parse("uint256"))], [.. values.Cast<object>()]),
            BlockNumber = 1,
            BlockHash = default,
            TransactionHash = default,
            TransactionIndex = 0,
            LogIndex = 0,
        };
        var decode = abi.Decoder<T>();
        Report.Add(Name, $"{what}, compiled decoder", Measure.Of(() => decode(log)));
        Report.Add(Name, $"{what}, by name", Measure.Of(() => abi.Decode(log)));
        Report.Add(Name, $"{what}, is it one?", Measure.Of(() => abi.Matches(log)));
    }

    private readonly record struct Transfer(Address From, Address To, BigInteger Value);

    private readonly record struct Deposit(Address Sender, Address Owner, BigInteger Assets, BigInteger Shares);
}
