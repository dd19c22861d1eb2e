using System.Numerics;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Reads whole blocks: the header, the transactions, and what the beacon chain paid out.</summary>
internal static class BlockAnswer
{
    private const int WeiPerGwei = 1_000_000_000;

    /// <summary>The block, or null where the endpoint has no such block.</summary>
    internal static BlockTransactions? ReadOrNull(ref AnswerReader answer)
    {
        if (answer.IsNull)
        {
            return null;
        }

        // Walked twice: once for the header, once for what it leaves out.
        var again = answer;
        var header = HeaderAnswer.Read(ref answer);
        var (transactions, withdrawals) = ReadBody(ref again);
        return new BlockTransactions(header, transactions) { Withdrawals = withdrawals };
    }

    private static (IReadOnlyList<MinedTransaction> Transactions, IReadOnlyList<Withdrawal> Withdrawals) ReadBody(ref AnswerReader answer)
    {
        List<MinedTransaction>? transactions = null;
        List<Withdrawal> withdrawals = [];
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "transactions": transactions = AnswerReader.Many(ref answer, TransactionAnswer.Read); break;
                case "withdrawals" when answer.IsArray: withdrawals = AnswerReader.Many(ref answer, ReadWithdrawal); break;
                default: answer.Skip(); break;
            }
        }

        for (var place = 0; place < transactions?.Count; place++)
        {
            if (transactions[place].Index != place)
            {
                throw new AnswerException($"the block's transaction {place} says that it is transaction {transactions[place].Index}");
            }
        }

        return (transactions ?? throw new AnswerException("the block has no 'transactions'"), withdrawals);
    }

    private static Withdrawal ReadWithdrawal(ref AnswerReader answer)
    {
        answer.ExpectObject();
        Address? address = null;
        BigInteger? gwei = null;
        while (answer.NextMember())
        {
            switch (answer.Name)
            {
                case "address": address = answer.Address(); break;
                case "amount": gwei = answer.BigQuantity(); break;
                default: answer.Skip(); break;
            }
        }

        return address is { } payee && gwei is { } amount
            ? new Withdrawal(payee, amount * WeiPerGwei)
            : throw new AnswerException("a withdrawal has no 'address' or no 'amount'");
    }
}
