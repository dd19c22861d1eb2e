// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A small stand-in for the supplying side of Compound v3's Comet, which is on no package registry.
/// @notice Events, index flags and rounding are the real ones: balances are principal × index, the index grows by the
///         second without any event. Borrowers are left out: whoever runs the chain pays their interest in.
contract Comet {
    using SafeERC20 for IERC20;

    uint256 public constant baseIndexScale = 1e15;

    IERC20 public immutable baseToken;
    uint8 public immutable decimals;
    /// @notice Interest per second, of 1e18.
    uint256 public immutable supplyRate;

    uint256 private baseSupplyIndex = baseIndexScale;
    uint256 private lastAccrualTime = block.timestamp;
    uint256 private totalPrincipal;
    mapping(address account => uint256) private principals;
    /// @dev For the rewards: base units × seconds, as of the account's last change.
    mapping(address account => uint256) private tracked;
    mapping(address account => uint256) private trackedAt;

    event Supply(address indexed from, address indexed dst, uint256 amount);
    event Withdraw(address indexed src, address indexed to, uint256 amount);
    event Transfer(address indexed from, address indexed to, uint256 amount);

    error BadAsset();
    error NotCollateralized();

    constructor(IERC20 token, uint8 decimals_, uint256 rate) {
        baseToken = token;
        decimals = decimals_;
        supplyRate = rate;
    }

    function name() external pure returns (string memory) {
        return "Compound USDC (local)";
    }

    function symbol() external pure returns (string memory) {
        return "cUSDCv3";
    }

    function supply(address asset, uint256 amount) external {
        supplyTo(msg.sender, asset, amount);
    }

    function supplyTo(address dst, address asset, uint256 amount) public {
        if (asset != address(baseToken)) revert BadAsset();
        baseToken.safeTransferFrom(msg.sender, address(this), amount);
        accrue();
        uint256 change = set(dst, present(principals[dst]) + amount, true);
        emit Supply(msg.sender, dst, amount);
        emit Transfer(address(0), dst, change);
    }

    function withdraw(address asset, uint256 amount) external {
        withdrawTo(msg.sender, asset, amount);
    }

    /// @param amount in base units; the largest number withdraws everything
    function withdrawTo(address to, address asset, uint256 amount) public {
        if (asset != address(baseToken)) revert BadAsset();
        accrue();
        uint256 held = present(principals[msg.sender]);
        if (amount == type(uint256).max) amount = held;
        if (amount > held) revert NotCollateralized();
        uint256 change = set(msg.sender, held - amount, false);
        baseToken.safeTransfer(to, amount);
        emit Withdraw(msg.sender, to, amount);
        emit Transfer(msg.sender, address(0), change);
    }

    function transfer(address dst, uint256 amount) external returns (bool) {
        accrue();
        uint256 held = present(principals[msg.sender]);
        if (amount > held) revert NotCollateralized();
        set(msg.sender, held - amount, false);
        set(dst, present(principals[dst]) + amount, true);
        emit Transfer(msg.sender, dst, amount);
        return true;
    }

    function balanceOf(address account) external view returns (uint256) {
        return (principals[account] * indexNow()) / baseIndexScale;
    }

    function totalSupply() external view returns (uint256) {
        return (totalPrincipal * indexNow()) / baseIndexScale;
    }

    /// @notice What the rewards are measured by: principal × seconds.
    function trackedBy(address account) public view returns (uint256) {
        return tracked[account] + principals[account] * (block.timestamp - trackedAt[account]);
    }

    function accrueAccount(address account) external {
        accrue();
        track(account);
    }

    function indexNow() private view returns (uint256) {
        return baseSupplyIndex + (baseSupplyIndex * supplyRate * (block.timestamp - lastAccrualTime)) / 1e18;
    }

    function accrue() private {
        baseSupplyIndex = indexNow();
        lastAccrualTime = block.timestamp;
    }

    function present(uint256 principal) private view returns (uint256) {
        return (principal * baseSupplyIndex) / baseIndexScale;
    }

    function track(address account) private {
        tracked[account] = trackedBy(account);
        trackedAt[account] = block.timestamp;
    }

    /// @return change what the principal's change is worth, as the Transfer tells it
    function set(address account, uint256 balance, bool grows) private returns (uint256 change) {
        track(account);
        uint256 before = principals[account];
        uint256 principal = (balance * baseIndexScale) / baseSupplyIndex;
        principals[account] = principal;
        totalPrincipal = totalPrincipal + principal - before;
        change = grows ? present(principal - before) : present(before - principal);
    }
}

/// @title A small stand-in for Compound v3's CometRewards.
contract CometRewards {
    using SafeERC20 for IERC20;

    IERC20 public immutable token;
    /// @notice Reward base units for 1e18 of what Comet tracks.
    uint256 public immutable rate;
    mapping(address comet => mapping(address account => uint256)) public rewardsClaimed;

    event RewardClaimed(address indexed src, address indexed recipient, address indexed token, uint256 amount);

    constructor(IERC20 token_, uint256 rate_) {
        token = token_;
        rate = rate_;
    }

    /// @notice Pays `src` what it has earned. Anybody may call it.
    function claim(address comet, address src, bool shouldAccrue) external {
        if (shouldAccrue) Comet(comet).accrueAccount(src);
        uint256 accrued = (Comet(comet).trackedBy(src) * rate) / 1e18;
        uint256 owed = accrued - rewardsClaimed[comet][src];
        if (owed == 0) return;
        rewardsClaimed[comet][src] = accrued;
        token.safeTransfer(src, owed);
        emit RewardClaimed(src, src, address(token), owed);
    }
}
