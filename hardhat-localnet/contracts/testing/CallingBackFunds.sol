// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A funds token that calls its receiver, as ERC-777 did, and may keep a fee.
contract CallingBackFunds is ERC20 {
    uint256 public fee;

    constructor() ERC20("Calling Back", "CALL") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setFee(uint256 newFee) external {
        fee = newFee;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (fee > 0 && from != address(0) && to != address(0)) super._update(to, address(this), fee);
        if (to.code.length > 0) {
            (bool ignored,) = to.call(abi.encodeWithSignature("fundsReceived()"));
            ignored;
        }
    }
}
