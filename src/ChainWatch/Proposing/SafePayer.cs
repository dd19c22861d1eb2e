using ChainWatch.Chains;
using ChainWatch.Ethereum;

namespace ChainWatch.Proposing;

/// <summary>A Safe that pays what its owners sign.</summary>
internal sealed class SafePayer(Chain chain, Address safe) : IPayer
{
    private readonly SafeReader _reader = new(chain, safe);

    public Address Address => safe;

    public async Task<PayerCondition> ReadConditionAsync(CancellationToken cancellation)
    {
        var condition = await _reader.ReadConditionAsync(cancellation);
        return new PayerCondition(condition.Version, condition.Threshold, condition);
    }

    public Task<ulong> ReadNonceAsync(CancellationToken cancellation) => _reader.ReadNonceAsync(cancellation);

    public Task ConfirmAsync(SafeTransaction transaction, CancellationToken cancellation) => _reader.ConfirmHashAsync(transaction, cancellation);
}
