// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SplitsWarehouse} from "./SplitsWarehouse.sol";

/// @title A small stand-in for a split of Splits v2, which is on no package registry. Anybody may distribute it.
/// @notice Events, index flags and arithmetic are the real ones: each recipient gets its allocation of what is left after
///         the distributor's reward, rounded down.
abstract contract SplitWalletV2 {
    using SafeERC20 for IERC20;

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

    /// @notice Distributes what the wallet holds of a token; the reward goes to `distributor`.
    function distribute(Split calldata split, address token, address distributor) external {
        if (splitHash != keccak256(abi.encode(split))) revert InvalidSplit();
        uint256 held = token == NATIVE_TOKEN ? address(this).balance : IERC20(token).balanceOf(address(this));
        uint256 reward = (held * split.distributionIncentive) / PERCENTAGE_SCALE;
        uint256 amount = held - reward;
        uint256[] memory parts = new uint256[](split.recipients.length);
        for (uint256 i = 0; i < parts.length; i++) parts[i] = (amount * split.allocations[i]) / split.totalAllocation;
        hand(split.recipients, token, parts);
        if (reward > 0) send(token, distributor, reward);
        emit SplitDistributed(token, distributor, amount);
    }

    function hand(address[] calldata recipients, address token, uint256[] memory parts) internal virtual;

    function send(address token, address to, uint256 amount) internal {
        if (token != NATIVE_TOKEN) return IERC20(token).safeTransfer(to, amount);
        (bool paid,) = to.call{value: amount}("");
        require(paid, "not paid");
    }
}

/// @title Distributing pays every recipient at once.
contract PushSplit is SplitWalletV2 {
    constructor(SplitsWarehouse warehouse, address owner_, Split memory split) SplitWalletV2(warehouse, owner_, split) {}

    function hand(address[] calldata recipients, address token, uint256[] memory parts) internal override {
        for (uint256 i = 0; i < parts.length; i++) send(token, recipients[i], parts[i]);
    }
}

/// @title Distributing credits every recipient in the warehouse; each withdraws from there.
contract PullSplit is SplitWalletV2 {
    using SafeERC20 for IERC20;

    constructor(SplitsWarehouse warehouse, address owner_, Split memory split) SplitWalletV2(warehouse, owner_, split) {}

    function hand(address[] calldata recipients, address token, uint256[] memory parts) internal override {
        uint256 sum;
        for (uint256 i = 0; i < parts.length; i++) sum += parts[i];
        if (token == NATIVE_TOKEN) {
            SPLITS_WAREHOUSE.deposit{value: sum}(address(this), token, sum);
        } else {
            IERC20(token).forceApprove(address(SPLITS_WAREHOUSE), sum);
            SPLITS_WAREHOUSE.deposit(address(this), token, sum);
        }
        SPLITS_WAREHOUSE.batchTransfer(recipients, token, parts);
    }
}
