using ChainWatch.Ethereum;

namespace ChainWatch.Recognizing;

/// <summary>The owner's own accounts on a chain: what one of them pays another is no income.</summary>
/// <param name="Wallets">Beneficiaries and treasuries.</param>
/// <param name="Escrow">Where tax is set aside; null where nowhere.</param>
public sealed record OwnAccounts(IReadOnlySet<Address> Wallets, Address? Escrow)
{
    /// <summary>Nobody.</summary>
    public static OwnAccounts None { get; } = new(new HashSet<Address>(), null);

    /// <summary>The payment as the movement that it is where the owner paid itself; any other finding as it is.</summary>
    public Finding Tell(Finding finding) => finding switch
    {
        Payment payment when payment.Payer == Escrow => Moved(payment, Direction.EscrowMove),
        Payment payment when Wallets.Contains(payment.Payer) => Moved(payment, Direction.OwnTransfer),
        _ => finding,
    };

    private static Movement Moved(Payment payment, Direction direction) => new(payment.At, direction, payment.Token, payment.Amount, 0);
}
