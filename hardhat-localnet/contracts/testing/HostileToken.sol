// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title A token that lies about balances, fails in every way a token can, and calls back while it is moved.
contract HostileToken {
    enum Way { Honest, ReturnsFalse, ReturnsNothing, RefusesZero, RoundsAgainstSender }

    mapping(address holder => uint256) public balances;
    Way public way;
    uint256 public pretended;
    address public target;
    bytes public data;
    uint256 public successes;

    function mint(address to, uint256 amount) external {
        balances[to] += amount;
    }

    function behave(Way newWay) external {
        way = newWay;
    }

    function pretend(uint256 balance) external {
        pretended = balance;
    }

    /// @notice Calls `target_` with `data_` during every transfer.
    function onTransfer(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function balanceOf(address holder) external view returns (uint256) {
        return pretended > 0 ? pretended : balances[holder];
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        if (target != address(0)) {
            (bool success,) = target.call(data);
            if (success) successes++;
        }
        if (way == Way.ReturnsFalse) return false;
        if (way == Way.RefusesZero) require(amount > 0, "nothing to move");
        if (pretended == 0) {
            balances[msg.sender] -= amount;
            balances[to] += amount;
            if (way == Way.RoundsAgainstSender && balances[msg.sender] > 0) balances[msg.sender]--;
        }
        if (way == Way.ReturnsNothing) assembly { return(0, 0) }
        return true;
    }
}
