namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>
/// One block of a local chain as anvil 1.7.1 told it: an account pays 40, 41, 7 and 42 wei to another, through a contract that
/// passes it on, through one that takes it back in a call of its own, directly, and in a transaction that fails; then creates a
/// contract with 43 wei that destroys itself and leaves them to it.
/// </summary>
internal static class TracedBlock
{
    /// <summary>The account that is paid; after the block it has 40 + 7 + 43 wei.</summary>
    public static readonly Address Payee = Address.Parse("0x00000000000000000000000000000000000000aa");

    /// <summary>The contract that passes it on.</summary>
    public static readonly Address Forwarder = Address.Parse("0x5FbDB2315678afecb367f032d93F642f64180aa3");

    /// <summary>The answer to eth_getBlockByNumber with whole transactions.</summary>
    public const string Block =
        """
        {"hash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","parentHash":"0x34c7a5c94b28aa63cbab7cc009afb03b119997ef2cccc5620961ac7d09d4736d",
        "sha3Uncles":"0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347","miner":"0x0000000000000000000000000000000000000000",
        "stateRoot":"0xe2d33a882bd2919e5db3db0235cda348e20840203abc8e35bbbf384261903623","transactionsRoot":"0x129d4cdf283c126f7205714beb6313b290b46e4602d2c8456cf24ea433e57a21",
        "receiptsRoot":"0x56fd9ae846eefd4861e45c12ee109316f3a92ecead6e956022f92506a39b4c2e",
        "logsBloom":"0x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "difficulty":"0x0","number":"0x2","gasLimit":"0x1c9c380","gasUsed":"0x322e6","timestamp":"0x6b02f901","extraData":"0x",
        "mixHash":"0xde39fbc26e3457534344fbf7c62e6f644eaeea25265ad8c8318d70e27de69929","nonce":"0x0000000000000000","baseFeePerGas":"0x342fbae3",
        "withdrawalsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","blobGasUsed":"0x0","excessBlobGas":"0x0",
        "parentBeaconBlockRoot":"0x0000000000000000000000000000000000000000000000000000000000000000",
        "requestsHash":"0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","totalDifficulty":"0x0","size":"0x56a","uncles":[],"withdrawals":[],"transactions":[
        {"type":"0x2","chainId":"0x7a69","nonce":"0x1","gas":"0x30d40","maxFeePerGas":"0x6fca84e3","maxPriorityFeePerGas":"0x3b9aca00",
        "to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","value":"0x28","accessList":[],
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000000",
        "r":"0xca0954799c008224c69a87cc849114f2473a7b7fb7e2042c52fc535fa055feb0","s":"0x33b96b08e35b1c96981c3ea23b52d43e916f7a32222ec48d7d8d6870deae9c19","yParity":"0x1",
        "v":"0x1","hash":"0x63ce9cbd17bf81b4a890f6b578d83bba3a3410ee4c8990ac8ff47ff16a430c24","blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843",
        "blockNumber":"0x2","transactionIndex":"0x0","from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gasPrice":"0x6fca84e3","blockTimestamp":"0x6b02f901"},
        {"type":"0x2","chainId":"0x7a69","nonce":"0x2","gas":"0x30d40","maxFeePerGas":"0x6fca84e3","maxPriorityFeePerGas":"0x3b9aca00",
        "to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","value":"0x29","accessList":[],
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000002",
        "r":"0x5bfcd7f14a3dd0198b4992d8a9ba1b19eb9208d0834b8059c5916ebd70dbab72","s":"0x2c05e913cfbb1de5972aaca38a3abed76bb3934fe174837a89ed99b312a0a6c5","yParity":"0x0",
        "v":"0x0","hash":"0xbb0328c35427335add0e71cde8f0c3de885e529e99eb494605a8c53c4ac89de9","blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843",
        "blockNumber":"0x2","transactionIndex":"0x1","from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gasPrice":"0x6fca84e3","blockTimestamp":"0x6b02f901"},
        {"type":"0x2","chainId":"0x7a69","nonce":"0x3","gas":"0x5208","maxFeePerGas":"0x6fca84e3","maxPriorityFeePerGas":"0x3b9aca00",
        "to":"0x00000000000000000000000000000000000000aa","value":"0x7","accessList":[],"input":"0x","r":"0xd530cb28b6f4608e6db6f6d6a727764790723abcd34971bc2239c006fc3eabe8",
        "s":"0x209e2af9ac695931cfe766e3549c2c96c0240b0b891d8fd37d2f89d1a82fb168","yParity":"0x1","v":"0x1",
        "hash":"0xd458f347de39fd08396459b6234bdaefc1626022a1467b1383368c5a9cea9c5f","blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843",
        "blockNumber":"0x2","transactionIndex":"0x2","from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gasPrice":"0x6fca84e3","blockTimestamp":"0x6b02f901"},
        {"type":"0x2","chainId":"0x7a69","nonce":"0x4","gas":"0x30d40","maxFeePerGas":"0x6fca84e3","maxPriorityFeePerGas":"0x3b9aca00",
        "to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","value":"0x2a","accessList":[],
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000001",
        "r":"0xf99d5cb61f330665b2a98c95d80c7c10086267447640b9d0d9ab6a6aea638b96","s":"0x127178b64e704a0744c6552050332dd833b4223942401b4483a4df5b538767bd","yParity":"0x1",
        "v":"0x1","hash":"0x4305e51420f6b66961299f2db95e78ec3d81ddcbf9f262983219127e2007a9a5","blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843",
        "blockNumber":"0x2","transactionIndex":"0x3","from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gasPrice":"0x6fca84e3","blockTimestamp":"0x6b02f901"},
        {"type":"0x2","chainId":"0x7a69","nonce":"0x5","gas":"0x30d40","maxFeePerGas":"0x6fca84e3","maxPriorityFeePerGas":"0x3b9aca00","to":null,"value":"0x2b","accessList":[],
        "input":"0x7300000000000000000000000000000000000000aaff","r":"0x4af5cc406fcfb903204babfdc6c830bad51c86790cd2d7a9b64901cf9c03f5d0",
        "s":"0x7fd05c6d159e0b3576cf5aef20e0cf89bf80a817af55df67eeca3b03443a1a67","yParity":"0x1","v":"0x1",
        "hash":"0xd06718f1bd089c57fa5b390995610f81679430fc8e08c888df2c113bfd38b881","blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843",
        "blockNumber":"0x2","transactionIndex":"0x4","from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gasPrice":"0x6fca84e3","blockTimestamp":"0x6b02f901"}
        ]}
        """;

    /// <summary>The answer to debug_traceBlockByHash with the callTracer.</summary>
    public const string Trees =
        """
        [
        {"result":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gas":"0x2ba2c","gasUsed":"0xd951","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3",
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000000",
        "calls":[{"from":"0x5fbdb2315678afecb367f032d93f642f64180aa3","gas":"0x22b52","gasUsed":"0x0","to":"0x00000000000000000000000000000000000000aa","input":"0x",
        "value":"0x28","type":"CALL"}],"value":"0x28","type":"CALL"},"txHash":"0x63ce9cbd17bf81b4a890f6b578d83bba3a3410ee4c8990ac8ff47ff16a430c24"},
        {"result":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gas":"0x2ba20","gasUsed":"0x16be9","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3",
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000002",
        "calls":[{"from":"0x5fbdb2315678afecb367f032d93f642f64180aa3","gas":"0x294ed","gasUsed":"0x249c","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3",
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000001","error":"execution reverted",
        "calls":[{"from":"0x5fbdb2315678afecb367f032d93f642f64180aa3","gas":"0x266ca","gasUsed":"0x0","to":"0x00000000000000000000000000000000000000aa","input":"0x",
        "value":"0x29","type":"CALL"}],"value":"0x29","type":"CALL"}],"value":"0x29","type":"CALL"},
        "txHash":"0xbb0328c35427335add0e71cde8f0c3de885e529e99eb494605a8c53c4ac89de9"},
        {"result":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gas":"0x0","gasUsed":"0x1bdf1","to":"0x00000000000000000000000000000000000000aa","input":"0x",
        "value":"0x7","type":"CALL"},"txHash":"0xd458f347de39fd08396459b6234bdaefc1626022a1467b1383368c5a9cea9c5f"},
        {"result":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gas":"0x2ba20","gasUsed":"0x235ad","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3",
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000001","error":"execution reverted",
        "calls":[{"from":"0x5fbdb2315678afecb367f032d93f642f64180aa3","gas":"0x28b68","gasUsed":"0x0","to":"0x00000000000000000000000000000000000000aa","input":"0x",
        "value":"0x2a","type":"CALL"}],"value":"0x2a","type":"CALL"},"txHash":"0x4305e51420f6b66961299f2db95e78ec3d81ddcbf9f262983219127e2007a9a5"},
        {"result":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gas":"0x23dba","gasUsed":"0x322e6","to":"0x5fc8d32690cc91d4c39d9d3abcbd16989f875707",
        "input":"0x7300000000000000000000000000000000000000aaff","calls":[{"from":"0x5fc8d32690cc91d4c39d9d3abcbd16989f875707","gas":"0x0","gasUsed":"0x0",
        "to":"0x00000000000000000000000000000000000000aa","input":"0x","value":"0x2b","type":"SELFDESTRUCT"}],"value":"0x2b","type":"CREATE"},
        "txHash":"0xd06718f1bd089c57fa5b390995610f81679430fc8e08c888df2c113bfd38b881"}
        ]
        """;

    /// <summary>The answer to trace_block.</summary>
    public const string Flat =
        """
        [
        {"action":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","callType":"call","gas":"0x2ba2c",
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000000",
        "to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","value":"0x28"},"blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,
        "result":{"gasUsed":"0x863d","output":"0x"},"subtraces":1,"traceAddress":[],"transactionHash":"0x63ce9cbd17bf81b4a890f6b578d83bba3a3410ee4c8990ac8ff47ff16a430c24",
        "transactionPosition":0,"type":"call"},
        {"action":{"from":"0x5fbdb2315678afecb367f032d93f642f64180aa3","callType":"call","gas":"0x22b52","input":"0x","to":"0x00000000000000000000000000000000000000aa",
        "value":"0x28"},"blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,"result":{"gasUsed":"0x0","output":"0x"},"subtraces":0,
        "traceAddress":[0],"transactionHash":"0x63ce9cbd17bf81b4a890f6b578d83bba3a3410ee4c8990ac8ff47ff16a430c24","transactionPosition":0,"type":"call"},
        {"action":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","callType":"call","gas":"0x2ba20",
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000002",
        "to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","value":"0x29"},"blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,
        "result":{"gasUsed":"0x3f78","output":"0x"},"subtraces":1,"traceAddress":[],"transactionHash":"0xbb0328c35427335add0e71cde8f0c3de885e529e99eb494605a8c53c4ac89de9",
        "transactionPosition":1,"type":"call"},
        {"action":{"from":"0x5fbdb2315678afecb367f032d93f642f64180aa3","callType":"call","gas":"0x294ed",
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000001",
        "to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","value":"0x29"},"blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,
        "error":"Reverted","result":{"gasUsed":"0x249c","output":"0x"},"subtraces":1,"traceAddress":[0],
        "transactionHash":"0xbb0328c35427335add0e71cde8f0c3de885e529e99eb494605a8c53c4ac89de9","transactionPosition":1,"type":"call"},
        {"action":{"from":"0x5fbdb2315678afecb367f032d93f642f64180aa3","callType":"call","gas":"0x266ca","input":"0x","to":"0x00000000000000000000000000000000000000aa",
        "value":"0x29"},"blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,"result":{"gasUsed":"0x0","output":"0x"},"subtraces":0,
        "traceAddress":[0,0],"transactionHash":"0xbb0328c35427335add0e71cde8f0c3de885e529e99eb494605a8c53c4ac89de9","transactionPosition":1,"type":"call"},
        {"action":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","callType":"call","gas":"0x0","input":"0x","to":"0x00000000000000000000000000000000000000aa",
        "value":"0x7"},"blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,"result":{"gasUsed":"0x0","output":"0x"},"subtraces":0,
        "traceAddress":[],"transactionHash":"0xd458f347de39fd08396459b6234bdaefc1626022a1467b1383368c5a9cea9c5f","transactionPosition":2,"type":"call"},
        {"action":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","callType":"call","gas":"0x2ba20",
        "input":"0x00000000000000000000000000000000000000000000000000000000000000aa0000000000000000000000000000000000000000000000000000000000000001",
        "to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","value":"0x2a"},"blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,
        "error":"Reverted","result":{"gasUsed":"0x249c","output":"0x"},"subtraces":1,"traceAddress":[],
        "transactionHash":"0x4305e51420f6b66961299f2db95e78ec3d81ddcbf9f262983219127e2007a9a5","transactionPosition":3,"type":"call"},
        {"action":{"from":"0x5fbdb2315678afecb367f032d93f642f64180aa3","callType":"call","gas":"0x28b68","input":"0x","to":"0x00000000000000000000000000000000000000aa",
        "value":"0x2a"},"blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,"result":{"gasUsed":"0x0","output":"0x"},"subtraces":0,
        "traceAddress":[0],"transactionHash":"0x4305e51420f6b66961299f2db95e78ec3d81ddcbf9f262983219127e2007a9a5","transactionPosition":3,"type":"call"},
        {"action":{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","gas":"0x23dba","init":"0x7300000000000000000000000000000000000000aaff","value":"0x2b",
        "creationMethod":"create"},"blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,
        "result":{"address":"0x5fc8d32690cc91d4c39d9d3abcbd16989f875707","code":"0x","gasUsed":"0x1db3"},"subtraces":1,"traceAddress":[],
        "transactionHash":"0xd06718f1bd089c57fa5b390995610f81679430fc8e08c888df2c113bfd38b881","transactionPosition":4,"type":"create"},
        {"action":{"address":"0x5fc8d32690cc91d4c39d9d3abcbd16989f875707","balance":"0x2b","refundAddress":"0x00000000000000000000000000000000000000aa"},
        "blockHash":"0xce4d6c9b65116464c9e93408af799eb99db816436efc5e43e59446f77b394843","blockNumber":2,"result":null,"subtraces":0,"traceAddress":[0],
        "transactionHash":"0xd06718f1bd089c57fa5b390995610f81679430fc8e08c888df2c113bfd38b881","transactionPosition":4,"type":"suicide"}
        ]
        """;
}
