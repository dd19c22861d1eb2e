// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title A small stand-in for Lido's stETH, which is on no package registry with its code.
/// @notice Balances are shares × pooled ether ÷ all shares, rounded down. A report of the oracle changes what a share is
///         worth and emits TokenRebased, no Transfer; a tenth of a gain goes to the treasury as new shares. Events and
///         index flags are the real ones.
contract StakedEther {
    string public constant name = "Liquid staked Ether (local)";
    string public constant symbol = "stETH";
    uint8 public constant decimals = 18;
    uint256 private constant FEE = 10;

    address public immutable oracle;
    address public immutable treasury;
    uint256 private pooledEther;
    uint256 private totalShares;
    uint256 private reportedAt = block.timestamp;
    mapping(address account => uint256) private shares;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event TransferShares(address indexed from, address indexed to, uint256 sharesValue);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Submitted(address indexed sender, uint256 amount, address referral);
    event TokenRebased(
        uint256 indexed reportTimestamp,
        uint256 timeElapsed,
        uint256 preTotalShares,
        uint256 preTotalEther,
        uint256 postTotalShares,
        uint256 postTotalEther,
        uint256 sharesMintedAsFees
    );

    constructor(address oracle_, address treasury_) payable {
        oracle = oracle_;
        treasury = treasury_;
        pooledEther = msg.value;
        totalShares = msg.value;
        shares[address(0xdead)] = msg.value;
    }

    function submit(address referral) external payable returns (uint256 minted) {
        minted = getSharesByPooledEth(msg.value);
        pooledEther += msg.value;
        totalShares += minted;
        shares[msg.sender] += minted;
        emit Submitted(msg.sender, msg.value, referral);
        moved(address(0), msg.sender, getPooledEthByShares(minted), minted);
    }

    /// @notice The oracle's report: a gain comes with its ether, a loss (slashing) takes it away.
    function report(uint256 loss) external payable {
        require(msg.sender == oracle, "not the oracle");
        (uint256 preShares, uint256 preEther) = (totalShares, pooledEther);
        pooledEther = preEther + msg.value - loss;
        uint256 fees;
        if (msg.value > loss) {
            uint256 fee = (msg.value - loss) / FEE;
            fees = (fee * preShares) / (pooledEther - fee);
            totalShares += fees;
            shares[treasury] += fees;
            moved(address(0), treasury, getPooledEthByShares(fees), fees);
        }
        if (loss > 0) payable(address(0xdead)).transfer(loss);
        emit TokenRebased(
            block.timestamp, block.timestamp - reportedAt, preShares, preEther, totalShares, pooledEther, fees
        );
        reportedAt = block.timestamp;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
        return true;
    }

    function balanceOf(address account) external view returns (uint256) {
        return getPooledEthByShares(shares[account]);
    }

    function sharesOf(address account) external view returns (uint256) {
        return shares[account];
    }

    function totalSupply() external view returns (uint256) {
        return pooledEther;
    }

    function getTotalPooledEther() external view returns (uint256) {
        return pooledEther;
    }

    function getTotalShares() external view returns (uint256) {
        return totalShares;
    }

    function getPooledEthByShares(uint256 amount) public view returns (uint256) {
        return (amount * pooledEther) / totalShares;
    }

    function getSharesByPooledEth(uint256 amount) public view returns (uint256) {
        return (amount * totalShares) / pooledEther;
    }

    function move(address from, address to, uint256 amount) private {
        uint256 moving = getSharesByPooledEth(amount);
        shares[from] -= moving;
        shares[to] += moving;
        moved(from, to, amount, moving);
    }

    function moved(address from, address to, uint256 amount, uint256 moving) private {
        emit Transfer(from, to, amount);
        emit TransferShares(from, to, moving);
    }
}
