namespace ChainWatch.Valuing;

/// <summary>Somewhere that prices come from. There is one implementation for each.</summary>
internal interface IPriceSource
{
    /// <summary>What a sum was worth; null where this source says nothing of its token.</summary>
    /// <exception cref="NoPriceException">The source should know the price, and what it says cannot be trusted.</exception>
    /// <exception cref="Ethereum.JsonRpc.RpcException">The chain could not be asked, which says nothing about the price.</exception>
    Task<Quote?> QuoteAsync(Sum sum, Moment at, CancellationToken cancellation);
}

/// <summary>Why a source's price cannot be trusted: a figure that is not believed becomes a reason, never a value.</summary>
internal sealed class NoPriceException(string reason, Exception? cause = null) : Exception(reason, cause);
