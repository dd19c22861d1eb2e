using System.Numerics;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Reads <c>eth_feeHistory</c>.</summary>
internal static class FeeHistoryAnswer
{
    internal static FeeHistory Read(ref AnswerReader answer)
    {
        answer.ExpectObject();
        ulong? oldest = null;
        IReadOnlyList<BigInteger>? baseFees = null;
        IReadOnlyList<IReadOnlyList<BigInteger>> rewards = [];
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "oldestBlock": oldest = answer.Quantity(); break;
                case "baseFeePerGas": baseFees = Quantities(ref answer); break;
                case "reward" when !answer.IsNull: rewards = Rewards(ref answer); break;
                default: answer.Skip(); break;
            }
        }

        return new FeeHistory(
            oldest ?? throw new AnswerException("the fee history has no 'oldestBlock'"),
            baseFees ?? throw new AnswerException("the fee history has no 'baseFeePerGas'"),
            rewards);
    }

    private static List<BigInteger> Quantities(ref AnswerReader answer)
    {
        answer.ExpectArray();
        var list = new List<BigInteger>();
        while (answer.NextItem())
        {
            list.Add(answer.BigQuantity());
        }

        return list;
    }

    private static List<IReadOnlyList<BigInteger>> Rewards(ref AnswerReader answer)
    {
        answer.ExpectArray();
        var list = new List<IReadOnlyList<BigInteger>>();
        while (answer.NextItem())
        {
            list.Add(Quantities(ref answer));
        }

        return list;
    }
}
