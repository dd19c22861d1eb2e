// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Shares of a loan pool that carry its interest, as Maple's did: ERC-2222 with a third argument in FundsWithdrawn.
/// @notice Small: the shares are issued at creation and do not move. `WarehouseShares` is the full one.
contract LoanPoolShares is ERC20 {
    using SafeERC20 for IERC20;

    IERC20 public immutable fundsToken;
    uint256 private immutable supply;
    uint256 private distributed;
    mapping(address holder => uint256) private withdrawn;

    event FundsDistributed(address indexed by, uint256 fundsDistributed);
    event FundsWithdrawn(address indexed by, uint256 fundsWithdrawn, uint256 totalWithdrawn);

    constructor(IERC20 funds, address[] memory holders, uint256[] memory shares) ERC20("Loan Pool Shares", "LPS") {
        fundsToken = funds;
        for (uint256 i = 0; i < holders.length; i++) _mint(holders[i], shares[i]);
        supply = totalSupply();
    }

    function distributeFunds(uint256 amount) external {
        fundsToken.safeTransferFrom(msg.sender, address(this), amount);
        distributed += amount;
        emit FundsDistributed(msg.sender, amount);
    }

    function withdrawFunds() external {
        uint256 amount = withdrawableFundsOf(msg.sender);
        withdrawn[msg.sender] += amount;
        emit FundsWithdrawn(msg.sender, amount, withdrawn[msg.sender]);
        fundsToken.safeTransfer(msg.sender, amount);
    }

    function withdrawableFundsOf(address holder) public view returns (uint256) {
        return accumulativeFundsOf(holder) - withdrawn[holder];
    }

    function withdrawnFundsOf(address holder) external view returns (uint256) {
        return withdrawn[holder];
    }

    function accumulativeFundsOf(address holder) public view returns (uint256) {
        return (distributed * balanceOf(holder)) / supply;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(from == address(0), "shares do not move");
        super._update(from, to, amount);
    }
}
