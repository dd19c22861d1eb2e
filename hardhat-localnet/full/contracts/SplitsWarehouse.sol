// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A small stand-in for the Splits warehouse (v2), which is on no package registry.
/// @notice Holds what pull splits credit, as ERC-6909 balances; withdrawing pays. Events and index flags are the real
///         ones: `Withdraw` has the topic of ERC-4626's, and its `amount` is what arrives, after the reward.
contract SplitsWarehouse {
    using SafeERC20 for IERC20;

    address public constant NATIVE_TOKEN = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
    uint256 public constant PERCENTAGE_SCALE = 1e6;

    struct WithdrawConfig {
        uint16 incentive;
        bool paused;
    }

    mapping(address owner => mapping(uint256 id => uint256)) public balanceOf;
    mapping(address owner => WithdrawConfig) public withdrawConfig;

    event Transfer(address caller, address indexed sender, address indexed receiver, uint256 indexed id, uint256 amount);
    event Withdraw(
        address indexed owner, address indexed token, address indexed withdrawer, uint256 amount, uint256 reward
    );
    event WithdrawConfigUpdated(address indexed owner, WithdrawConfig config);

    error WithdrawalPaused(address owner);
    error ZeroWithdrawer();
    error InvalidAmount();

    /// @notice Takes `amount` of the token from the caller and credits `receiver`.
    function deposit(address receiver, address token, uint256 amount) external payable {
        if (token != NATIVE_TOKEN) IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        else if (msg.value != amount) revert InvalidAmount();
        uint256 id = uint160(token);
        balanceOf[receiver][id] += amount;
        emit Transfer(msg.sender, address(0), receiver, id, amount);
    }

    function batchTransfer(address[] calldata receivers, address token, uint256[] calldata amounts) external {
        uint256 id = uint160(token);
        for (uint256 i = 0; i < receivers.length; i++) {
            balanceOf[msg.sender][id] -= amounts[i];
            balanceOf[receivers[i]][id] += amounts[i];
            emit Transfer(msg.sender, msg.sender, receivers[i], id, amounts[i]);
        }
    }

    function transfer(address receiver, uint256 id, uint256 amount) external returns (bool) {
        balanceOf[msg.sender][id] -= amount;
        balanceOf[receiver][id] += amount;
        emit Transfer(msg.sender, msg.sender, receiver, id, amount);
        return true;
    }

    /// @notice How much of a withdrawal somebody else is rewarded with, of PERCENTAGE_SCALE.
    function setWithdrawConfig(WithdrawConfig calldata config) external {
        withdrawConfig[msg.sender] = config;
        emit WithdrawConfigUpdated(msg.sender, config);
    }

    /// @notice Pays the owner everything but one base unit, without a reward. Anybody may call it.
    function withdraw(address owner, address token) external {
        if (msg.sender != owner && withdrawConfig[owner].paused) revert WithdrawalPaused(owner);
        pay(owner, token, balanceOf[owner][uint160(token)] - 1, 0, msg.sender);
    }

    /// @notice Pays the owner, and the withdrawer the reward that the owner has set.
    function withdraw(address owner, address[] calldata tokens, uint256[] calldata amounts, address withdrawer) external {
        WithdrawConfig memory config = withdrawConfig[owner];
        if (config.paused) revert WithdrawalPaused(owner);
        if (withdrawer == address(0)) revert ZeroWithdrawer();
        for (uint256 i = 0; i < tokens.length; i++)
            pay(owner, tokens[i], amounts[i], (amounts[i] * config.incentive) / PERCENTAGE_SCALE, withdrawer);
    }

    function pay(address owner, address token, uint256 gross, uint256 reward, address withdrawer) private {
        uint256 id = uint160(token);
        balanceOf[owner][id] -= gross;
        emit Transfer(msg.sender, owner, address(0), id, gross);
        send(token, owner, gross - reward);
        if (reward > 0) send(token, withdrawer, reward);
        emit Withdraw(owner, token, withdrawer, gross - reward, reward);
    }

    function send(address token, address to, uint256 amount) private {
        if (token != NATIVE_TOKEN) return IERC20(token).safeTransfer(to, amount);
        (bool paid,) = to.call{value: amount}("");
        require(paid, "not paid");
    }
}
