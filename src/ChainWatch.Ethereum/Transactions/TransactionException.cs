namespace ChainWatch.Ethereum.Transactions;

/// <summary>Bytes that are no transaction, or a transaction that no chain would take. The message names the field.</summary>
public sealed class TransactionException : Exception
{
    /// <summary>A fault of <paramref name="field"/>, which is named as JSON-RPC names it.</summary>
    public TransactionException(string field, string reason, Exception? innerException = null)
        : base($"Transaction, {field}: {reason}", innerException) => Field = field;

    /// <summary>The field at fault as JSON-RPC names it (<c>gasLimit</c>, <c>accessList[0].address</c>); <c>envelope</c> for the whole.</summary>
    public string Field { get; }
}
