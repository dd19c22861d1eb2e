using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>The hash of a block header: Keccak-256 of its RLP (Yellow Paper, 4.4).</summary>
public static class HeaderHash
{
    /// <summary>The hash.</summary>
    /// <exception cref="ProofException">The header has no RLP that is known (see <see cref="HeaderRlp.Encode"/>).</exception>
    public static Hash32 Compute(BlockHeader header) => Keccak256.Hash(HeaderRlp.Encode(header));

    /// <summary>
    /// Whether the header hashes to <see cref="BlockHeader.Hash"/>. <see cref="VerdictKind.CannotTell"/> for headers of forks and
    /// chains that this library does not know.
    /// </summary>
    public static Verdict Check(BlockHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (HeaderRlp.WhyNot(header) is { } reason)
        {
            return Verdict.Open(reason);
        }

        var hash = Compute(header);
        return hash == header.Hash
            ? Verdict.Proved($"the header of block {header.Number} hashes to {hash}")
            : Verdict.Refuted($"the header of block {header.Number} hashes to {hash}, not to {header.Hash} as claimed");
    }
}
