using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>What an event tells where a payment is but a part of it, and which part follows from elsewhere.</summary>
/// <param name="NamesBeneficiary">Whether it tells whose the part is.</param>
/// <param name="Token">What the sum is in; null where the event does not tell.</param>
/// <param name="Amount">Base units, of which no part is more; null where the part may be one of several events' together.</param>
internal sealed record ToldSum(bool NamesBeneficiary, Token? Token, BigInteger? Amount);

/// <summary>The owner's principal that an event says was moved, where its amount is not the one that the event names.</summary>
/// <param name="log">The event.</param>
/// <param name="next">The log after it in its transaction; null where it is the last.</param>
/// <param name="beneficiary">The owner.</param>
/// <returns>Base units, negative where they were taken out; null where the event is none of the kind's.</returns>
internal delegate BigInteger? ReadPrincipal(Log log, Log? next, Address beneficiary);
