// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

interface IWithdraws {
    function withdrawFunds() external;
}

/// @title A holder that tries to withdraw a second time while it is being paid.
contract GreedyHolder {
    IWithdraws public immutable shares;
    bool public secondSucceeded;

    constructor(IWithdraws shares_) {
        shares = shares_;
    }

    function withdraw() external {
        shares.withdrawFunds();
    }

    function fundsReceived() external {
        try shares.withdrawFunds() {
            secondSucceeded = true;
        } catch {}
    }
}
