// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title A receiver, or an admin, that does whatever a test makes it do.
contract Puppet {
    bool public refuses;
    address public target;
    bytes public data;

    /// @notice How often the target was called while this contract was being paid, and how often that succeeded.
    uint256 public calls;
    uint256 public successes;

    function refuse(bool yes) external {
        refuses = yes;
    }

    /// @notice Calls `target_` with `data_` whenever ether or a token's call comes in.
    function onReceiving(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function act(address to, bytes calldata what) external payable {
        (bool success, bytes memory answer) = to.call{value: msg.value}(what);
        if (!success) assembly { revert(add(answer, 32), mload(answer)) }
    }

    /// @notice Pays all the ether it has on.
    function payOn(address to) external {
        (bool success,) = to.call{value: address(this).balance}("");
        require(success, "could not pay on");
    }

    receive() external payable {
        require(!refuses, "refused");
        strike();
    }

    /// @notice Called by CallingBackFunds when tokens arrive.
    function fundsReceived() external {
        strike();
    }

    function strike() private {
        if (target == address(0)) return;
        calls++;
        (bool success,) = target.call(data);
        if (success) successes++;
    }
}
