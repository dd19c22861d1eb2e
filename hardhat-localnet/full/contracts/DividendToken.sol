// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Shares whose dividends are ether (ERC-1726), which is on no package registry.
/// @notice Small: the shares are issued at creation and do not move, so a holder's part is plain arithmetic.
contract DividendToken is ERC20 {
    uint256 private immutable supply;
    uint256 private distributed;
    mapping(address holder => uint256) private withdrawn;

    event DividendsDistributed(address indexed from, uint256 weiAmount);
    event DividendWithdrawn(address indexed to, uint256 weiAmount);

    constructor(address[] memory holders, uint256[] memory shares) ERC20("Brewery Shares", "BREW") {
        for (uint256 i = 0; i < holders.length; i++) _mint(holders[i], shares[i]);
        supply = totalSupply();
    }

    receive() external payable {
        distributeDividends();
    }

    function distributeDividends() public payable {
        distributed += msg.value;
        emit DividendsDistributed(msg.sender, msg.value);
    }

    function withdrawDividend() external {
        uint256 amount = withdrawableDividendOf(msg.sender);
        withdrawn[msg.sender] += amount;
        emit DividendWithdrawn(msg.sender, amount);
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "not paid");
    }

    function dividendOf(address holder) external view returns (uint256) {
        return withdrawableDividendOf(holder);
    }

    function withdrawableDividendOf(address holder) public view returns (uint256) {
        return accumulativeDividendOf(holder) - withdrawn[holder];
    }

    function withdrawnDividendOf(address holder) external view returns (uint256) {
        return withdrawn[holder];
    }

    function accumulativeDividendOf(address holder) public view returns (uint256) {
        return (distributed * balanceOf(holder)) / supply;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(from == address(0), "shares do not move");
        super._update(from, to, amount);
    }
}
