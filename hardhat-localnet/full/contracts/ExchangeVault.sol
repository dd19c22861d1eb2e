// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {YieldVault} from "../../contracts/YieldVault.sol";

/// @title A vault that is also an exchange, with EtherDelta's Deposit.
/// @notice EtherDelta's `Deposit(address token, address user, uint256 amount, uint256 balance)` has ERC-4626's topic, and
///         nothing of it is indexed: one topic, 128 bytes of data. It has nothing to do with the vault's shares.
contract ExchangeVault is YieldVault {
    using SafeERC20 for IERC20;

    mapping(address token => mapping(address user => uint256)) public tokens;

    constructor(IERC20 asset) YieldVault(asset) {}

    function depositToken(IERC20 token, uint256 amount) external {
        require(address(token) != asset(), "the vault's own asset");
        token.safeTransferFrom(msg.sender, address(this), amount);
        note(address(token), msg.sender, amount);
    }

    /// @notice EtherDelta's deposit of ether.
    function depositEther() external payable {
        note(address(0), msg.sender, msg.value);
    }

    function note(address token, address user, uint256 amount) private {
        tokens[token][user] += amount;
        bytes32 topic = Deposit.selector;
        bytes memory data = abi.encode(token, user, amount, tokens[token][user]);
        assembly ("memory-safe") {
            log1(add(data, 32), mload(data), topic)
        }
    }
}
