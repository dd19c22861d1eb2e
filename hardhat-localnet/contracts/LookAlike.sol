// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title Emits the events of real income, and moves nothing.
/// @notice A topic is not a meaning: whoever records income from this contract trusts a topic instead of an address.
contract LookAlike {
    event PaymentReleased(address to, uint256 amount);
    event ERC20PaymentReleased(address indexed token, address to, uint256 amount);
    event FundsWithdrawn(address indexed by, uint256 fundsWithdrawn);
    event Claimed(address indexed sender, address indexed recipient, uint256 currencyAmount);
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    event Withdraw(
        address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares
    );

    /// @notice Claims, in every form that a recognizer knows, that `owner` was paid `amount`.
    /// @param owner whose income is feigned
    /// @param payer who is named as the payer in the feigned transfer
    /// @param token which token is named in the feigned release
    /// @param amount how much is feigned, in base units
    function pretend(address owner, address payer, address token, uint256 amount) external {
        emit PaymentReleased(owner, amount);
        emit ERC20PaymentReleased(token, owner, amount);
        emit FundsWithdrawn(owner, amount);
        emit Claimed(owner, owner, amount);
        emit Transfer(payer, owner, amount);
        emit Deposit(owner, owner, amount, amount);
        emit Withdraw(owner, owner, owner, amount, amount);
    }
}
