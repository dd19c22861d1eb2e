// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title An ERC-4626 vault whose assets grow by plain transfers into it.
/// @dev The yield emits no event of the vault, as with most real vaults: only deposits and withdrawals tell of it.
contract YieldVault is ERC4626 {
    constructor(IERC20 asset) ERC20("Yield Vault USDC", "yvUSDC") ERC4626(asset) {}
}
