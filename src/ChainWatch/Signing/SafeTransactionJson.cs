using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>A Safe transaction's ten members as Safe's own software writes them: amounts as text, nonce and operation as numbers.</summary>
internal static class SafeTransactionJson
{
    public static void WriteMembers(Utf8JsonWriter json, SafeTransaction transaction)
    {
        json.WriteString("to", transaction.To.ToString());
        json.WriteString("value", Text(transaction.Value));
        json.WriteString("data", Hex.Encode(transaction.Data.Span));
        json.WriteNumber("operation", (int)transaction.Operation);
        json.WriteString("safeTxGas", Text(transaction.SafeTxGas));
        json.WriteString("baseGas", Text(transaction.BaseGas));
        json.WriteString("gasPrice", Text(transaction.GasPrice));
        json.WriteString("gasToken", transaction.GasToken.ToString());
        json.WriteString("refundReceiver", transaction.RefundReceiver.ToString());
        json.WriteNumber("nonce", (ulong)transaction.Nonce);
    }

    public static string Text(BigInteger amount) => amount.ToString(CultureInfo.InvariantCulture);
}
