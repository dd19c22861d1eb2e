// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title An ordinary token: rewards are paid in it, and liquidity is staked in it.
contract PlainToken is ERC20 {
    constructor(string memory name, string memory symbol, address holder) ERC20(name, symbol) {
        _mint(holder, 1e27);
    }
}
