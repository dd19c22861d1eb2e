// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that calls itself what another is called, and announces transfers of nothing in anybody's name.
contract FakeDollar is ERC20 {
    constructor(address holder) ERC20("USD Coin (local)", "USDC") {
        _mint(holder, 1e18);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @notice Announces a transfer that does not take place.
    function announce(address from, address to, uint256 amount) external {
        emit Transfer(from, to, amount);
    }
}

/// @title Emits the events of the full set's income, and moves nothing.
contract FullLookAlike {
    struct Split {
        address[] recipients;
        uint256[] allocations;
        uint256 totalAllocation;
        uint16 distributionIncentive;
    }

    struct SpentItem {
        uint8 itemType;
        address token;
        uint256 identifier;
        uint256 amount;
    }

    struct ReceivedItem {
        uint8 itemType;
        address token;
        uint256 identifier;
        uint256 amount;
        address payable recipient;
    }

    event Withdrawal(address indexed account, uint256 ethAmount, address[] tokens, uint256[] tokenAmounts);
    event DistributeETH(address indexed split, uint256 amount, address indexed distributorAddress);
    event SplitDistributed(address indexed token, address indexed distributor, uint256 amount);
    event Withdraw(
        address indexed owner, address indexed token, address indexed withdrawer, uint256 amount, uint256 reward
    );
    event Withdraw(address indexed src, address indexed to, uint256 amount);
    event FundsWithdrawn(address indexed by, uint256 fundsWithdrawn, uint256 totalWithdrawn);
    event DividendWithdrawn(address indexed to, uint256 weiAmount);
    event RewardPaid(address indexed user, uint256 reward);
    event RewardClaimed(address indexed src, address indexed recipient, address indexed token, uint256 amount);
    event DistributionClaimed(address indexed token, address indexed member, int256 claimed, int256 total);
    event Mint(
        address indexed caller, address indexed onBehalfOf, uint256 value, uint256 balanceIncrease, uint256 index
    );
    event OrderFulfilled(
        bytes32 orderHash,
        address indexed offerer,
        address indexed zone,
        address recipient,
        SpentItem[] offer,
        ReceivedItem[] consideration
    );
    event TransferWithReferenceAndFee(
        address tokenAddress,
        address to,
        uint256 amount,
        bytes indexed paymentReference,
        uint256 feeAmount,
        address feeAddress
    );
    event SafeReceived(address indexed sender, uint256 value);

    function pretend(address owner, address payer, address token, address collection, uint256 amount) external {
        address[] memory tokens = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        (tokens[0], amounts[0]) = (token, amount);
        emit Withdrawal(owner, amount, tokens, amounts);
        emit DistributeETH(payer, amount, owner);
        emit SplitDistributed(token, owner, amount);
        emit Withdraw(owner, token, payer, amount, 0);
        emit Withdraw(payer, owner, amount);
        emit FundsWithdrawn(owner, amount, amount);
        emit DividendWithdrawn(owner, amount);
        emit RewardPaid(owner, amount);
        emit RewardClaimed(owner, owner, token, amount);
        emit DistributionClaimed(token, owner, int256(amount), int256(amount));
        emit Mint(payer, owner, amount, amount, 1e27);
        order(owner, payer, collection, amount);
        emit TransferWithReferenceAndFee(token, owner, amount, "invoice", 0, address(0));
        emit SafeReceived(payer, amount);
    }

    function order(address owner, address payer, address collection, uint256 amount) private {
        SpentItem[] memory offer = new SpentItem[](1);
        ReceivedItem[] memory consideration = new ReceivedItem[](2);
        offer[0] = SpentItem(2, collection, 1, 1);
        consideration[0] = ReceivedItem(0, address(0), 0, amount, payable(payer));
        consideration[1] = ReceivedItem(0, address(0), 0, amount / 10, payable(owner));
        emit OrderFulfilled(keccak256("no order"), payer, address(0), payer, offer, consideration);
    }
}
