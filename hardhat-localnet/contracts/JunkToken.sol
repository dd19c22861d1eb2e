// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token nobody asked for: strangers send it to the owner.
contract JunkToken is ERC20 {
    constructor(address holder) ERC20("Free Money", "FREE") {
        _mint(holder, 1_000_000_000 ether);
    }
}
