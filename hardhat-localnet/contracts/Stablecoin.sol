// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A dollar with six decimals, as the stablecoins that people are paid in have.
contract Stablecoin is ERC20, Ownable {
    constructor(address issuer) ERC20("USD Coin (local)", "USDC") Ownable(issuer) {}

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }
}
