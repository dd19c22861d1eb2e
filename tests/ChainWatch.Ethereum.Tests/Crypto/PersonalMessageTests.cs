using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Tests.Crypto;

public sealed class PersonalMessageTests
{
    // From the documentation of web3.js (eth.accounts.hashMessage) and of ethers (hashMessage).
    [Theory]
    [InlineData("Hello World", "0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2")]
    [InlineData("", "0x5f35dce98ba4fba25530a026ed80b2cecdaa31091ba4958b99b52ea1d068adad")]
    public void Known_messages_have_their_hash(string text, string hash) => Assert.Equal(Hash32.Parse(hash), PersonalMessage.Hash(text));
}
