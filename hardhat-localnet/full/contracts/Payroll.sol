// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title Pays ether out of a contract: no transaction names the receiver, and no log tells of it.
contract Payroll {
    receive() external payable {}

    function pay(address[] calldata receivers, uint256[] calldata amounts) external {
        for (uint256 i = 0; i < receivers.length; i++) {
            (bool paid,) = receivers[i].call{value: amounts[i]}("");
            require(paid, "not paid");
        }
    }

    /// @notice Pays, and takes it back by failing, in a call of its own: a trace shows value, and nothing moved.
    function pretend(address receiver, uint256 amount) external {
        (bool kept,) = address(this).call(abi.encodeCall(this.payAndFail, (receiver, amount)));
        require(!kept, "paid");
    }

    function payAndFail(address receiver, uint256 amount) external {
        (bool paid,) = receiver.call{value: amount}("");
        require(!paid, "taken back");
        revert("not even refused");
    }
}
