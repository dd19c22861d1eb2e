// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SplitsWarehouse} from "./SplitsWarehouse.sol";

/// @title A small stand-in for a split of Splits v2, which is on no package registry. Anybody may distribute it.
/// @notice Events, index flags and arithmetic are the real ones: each recipient gets its allocation of what is left after
///         the distributor's reward, rounded down; the event names the amount before the reward, and one base unit stays.
abstract contract SplitWalletV2 {
    struct Split {
        address[] recipients;
        uint256[] allocations;
        uint256 totalAllocation;
        uint16 distributionIncentive;
    }

    address public constant NATIVE_TOKEN = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
    uint256 public constant PERCENTAGE_SCALE = 1e6;

    SplitsWarehouse public immutable SPLITS_WAREHOUSE;
    address public immutable owner;
    bytes32 public splitHash;

    event SplitUpdated(Split split);
    event SplitDistributed(address indexed token, address indexed distributor, uint256 amount);

    error UnauthorizedOwner();
    error InvalidSplit();

    constructor(SplitsWarehouse warehouse, address owner_, Split memory split) {
        SPLITS_WAREHOUSE = warehouse;
        owner = owner_;
        splitHash = keccak256(abi.encode(split));
        emit SplitUpdated(split);
    }

    receive() external payable {}

    function updateSplit(Split calldata split) external {
        if (msg.sender != owner) revert UnauthorizedOwner();
        splitHash = keccak256(abi.encode(split));
        emit SplitUpdated(split);
    }

    /// @notice Distributes all but one base unit of what the wallet holds, and of what the warehouse holds for it; the
    ///         reward goes to `distributor`.
    function distribute(Split calldata split, address token, address distributor) external known(split) {
        uint256 held = allButOne(balance(token));
        uint256 credited = allButOne(SPLITS_WAREHOUSE.balanceOf(address(this), uint160(token)));
        if (apart(held, credited) > 0) gather(token);
        pay(split, token, held + credited, distributor);
    }

    /// @notice Distributes this much, before the reward.
    function distribute(
        Split calldata split,
        address token,
        uint256 distributeAmount,
        bool performWarehouseTransfer,
        address distributor
    ) external known(split) {
        if (performWarehouseTransfer) gather(token);
        pay(split, token, distributeAmount, distributor);
    }

    modifier known(Split calldata split) {
        if (splitHash != keccak256(abi.encode(split))) revert InvalidSplit();
        _;
    }

    function pay(Split calldata split, address token, uint256 amount, address distributor) private {
        uint256 reward = (amount * split.distributionIncentive) / PERCENTAGE_SCALE;
        uint256[] memory parts = new uint256[](split.recipients.length);
        for (uint256 i = 0; i < parts.length; i++)
            parts[i] = ((amount - reward) * split.allocations[i]) / split.totalAllocation;
        hand(split.recipients, token, parts);
        if (reward > 0) give(distributor, token, reward);
        emit SplitDistributed(token, distributor, amount);
    }

    /// @dev What is not where distributing takes it from.
    function apart(uint256 held, uint256 credited) internal pure virtual returns (uint256);

    /// @dev Moves it there.
    function gather(address token) internal virtual;

    function hand(address[] calldata recipients, address token, uint256[] memory parts) internal virtual;

    function give(address distributor, address token, uint256 reward) internal virtual;

    function balance(address token) internal view returns (uint256) {
        return token == NATIVE_TOKEN ? address(this).balance : IERC20(token).balanceOf(address(this));
    }

    function allButOne(uint256 amount) private pure returns (uint256) {
        return amount > 0 ? amount - 1 : 0;
    }
}

/// @title Distributing pays every recipient at once; ether that one does not take is credited to it in the warehouse.
contract PushSplit is SplitWalletV2 {
    using SafeERC20 for IERC20;

    constructor(SplitsWarehouse warehouse, address owner_, Split memory split) SplitWalletV2(warehouse, owner_, split) {}

    function apart(uint256, uint256 credited) internal pure override returns (uint256) {
        return credited;
    }

    function gather(address token) internal override {
        SPLITS_WAREHOUSE.withdraw(address(this), token);
    }

    function hand(address[] calldata recipients, address token, uint256[] memory parts) internal override {
        for (uint256 i = 0; i < parts.length; i++) {
            if (token != NATIVE_TOKEN) {
                IERC20(token).safeTransfer(recipients[i], parts[i]);
                continue;
            }
            (bool paid,) = recipients[i].call{value: parts[i], gas: 100_000}("");
            if (!paid) SPLITS_WAREHOUSE.deposit{value: parts[i]}(recipients[i], token, parts[i]);
        }
    }

    function give(address distributor, address token, uint256 reward) internal override {
        if (token != NATIVE_TOKEN) return IERC20(token).safeTransfer(distributor, reward);
        (bool paid,) = distributor.call{value: reward}("");
        require(paid, "not paid");
    }
}

/// @title Distributing credits every recipient in the warehouse, and the distributor; each withdraws from there.
contract PullSplit is SplitWalletV2 {
    using SafeERC20 for IERC20;

    constructor(SplitsWarehouse warehouse, address owner_, Split memory split) SplitWalletV2(warehouse, owner_, split) {}

    function apart(uint256 held, uint256) internal pure override returns (uint256) {
        return held;
    }

    function gather(address token) internal override {
        uint256 amount = balance(token) - 1;
        if (token == NATIVE_TOKEN) {
            SPLITS_WAREHOUSE.deposit{value: amount}(address(this), token, amount);
        } else {
            IERC20(token).forceApprove(address(SPLITS_WAREHOUSE), amount);
            SPLITS_WAREHOUSE.deposit(address(this), token, amount);
        }
    }

    function hand(address[] calldata recipients, address token, uint256[] memory parts) internal override {
        SPLITS_WAREHOUSE.batchTransfer(recipients, token, parts);
    }

    function give(address distributor, address token, uint256 reward) internal override {
        SPLITS_WAREHOUSE.transfer(distributor, uint160(token), reward);
    }
}
