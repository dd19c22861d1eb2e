// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title What is paid to one split waits here until the split is distributed.
contract SplitWallet {
    using SafeERC20 for IERC20;

    address private immutable main = msg.sender;

    event ReceiveETH(uint256 amount);

    receive() external payable {
        emit ReceiveETH(msg.value);
    }

    function flush(IERC20 token, uint256 amount) external {
        require(msg.sender == main, "not SplitMain");
        if (address(token) == address(0)) SplitMain(payable(main)).deposit{value: amount}();
        else token.safeTransfer(main, amount);
    }
}

/// @title A small stand-in for 0xSplits' SplitMain (v1), which is on no package registry.
/// @notice Same functions for paying out, same events, same index flags, same arithmetic: distributing credits, in whole
///         base units rounded down after the distributor's fee, and leaves one base unit behind; withdrawing pays.
contract SplitMain {
    using SafeERC20 for IERC20;

    uint256 public constant PERCENTAGE_SCALE = 1e6;

    mapping(address split => bytes32) private hashes;
    mapping(address token => mapping(address account => uint256)) private balances;

    event CreateSplit(address indexed split);
    event DistributeETH(address indexed split, uint256 amount, address indexed distributorAddress);
    event DistributeERC20(address indexed split, IERC20 indexed token, uint256 amount, address indexed distributorAddress);
    event Withdrawal(address indexed account, uint256 ethAmount, IERC20[] tokens, uint256[] tokenAmounts);

    error InvalidSplit();

    /// @dev Only a split's wallet sends: what it held, on the way to those it is credited to.
    function deposit() external payable {
        if (hashes[msg.sender] == 0) revert InvalidSplit();
    }

    /// @param percentAllocations of PERCENTAGE_SCALE, in the order of `accounts`
    /// @param distributorFee of PERCENTAGE_SCALE, credited to whoever distributes
    function createSplit(address[] calldata accounts, uint32[] calldata percentAllocations, uint32 distributorFee, address)
        external
        returns (address split)
    {
        uint256 sum;
        for (uint256 i = 0; i < percentAllocations.length; i++) sum += percentAllocations[i];
        if (sum != PERCENTAGE_SCALE || accounts.length != percentAllocations.length) revert InvalidSplit();
        split = address(new SplitWallet());
        hashes[split] = keccak256(abi.encode(accounts, percentAllocations, distributorFee));
        emit CreateSplit(split);
    }

    /// @notice Credits what the split's wallet holds. Anybody may; that `accounts` and so on are the split's is checked.
    function distributeETH(
        address split,
        address[] calldata accounts,
        uint32[] calldata percentAllocations,
        uint32 distributorFee,
        address distributorAddress
    ) external {
        if (hashes[split] != keccak256(abi.encode(accounts, percentAllocations, distributorFee))) revert InvalidSplit();
        uint256 amount = split.balance;
        emit DistributeETH(split, amount, distributorAddress);
        credit(address(0), amount, accounts, percentAllocations, distributorFee, distributorAddress);
        SplitWallet(payable(split)).flush(IERC20(address(0)), amount);
    }

    function distributeERC20(
        address split,
        IERC20 token,
        address[] calldata accounts,
        uint32[] calldata percentAllocations,
        uint32 distributorFee,
        address distributorAddress
    ) external {
        if (hashes[split] != keccak256(abi.encode(accounts, percentAllocations, distributorFee))) revert InvalidSplit();
        uint256 held = token.balanceOf(split);
        uint256 amount = held > 0 ? held - 1 : 0;
        emit DistributeERC20(split, token, amount, distributorAddress);
        credit(address(token), amount, accounts, percentAllocations, distributorFee, distributorAddress);
        SplitWallet(payable(split)).flush(token, amount);
    }

    /// @notice Pays `account` what it has been credited with. Anybody may call it.
    function withdraw(address account, uint256 withdrawETH, IERC20[] calldata tokens) external {
        uint256 ethAmount;
        uint256[] memory tokenAmounts = new uint256[](tokens.length);
        if (withdrawETH != 0) {
            ethAmount = take(address(0), account);
            (bool paid,) = account.call{value: ethAmount}("");
            require(paid, "not paid");
        }
        for (uint256 i = 0; i < tokens.length; i++) {
            tokenAmounts[i] = take(address(tokens[i]), account);
            tokens[i].safeTransfer(account, tokenAmounts[i]);
        }
        emit Withdrawal(account, ethAmount, tokens, tokenAmounts);
    }

    function getHash(address split) external view returns (bytes32) {
        return hashes[split];
    }

    function getETHBalance(address account) external view returns (uint256) {
        return balances[address(0)][account] + (hashes[account] != 0 ? account.balance : 0);
    }

    function getERC20Balance(address account, IERC20 token) external view returns (uint256) {
        return balances[address(token)][account] + (hashes[account] != 0 ? token.balanceOf(account) : 0);
    }

    /// @dev One base unit stays, as in the original, where it saves gas.
    function take(address token, address account) private returns (uint256 amount) {
        amount = balances[token][account] - 1;
        balances[token][account] = 1;
    }

    function credit(
        address token,
        uint256 amount,
        address[] calldata accounts,
        uint32[] calldata percentAllocations,
        uint32 distributorFee,
        address distributorAddress
    ) private {
        if (distributorFee != 0) {
            uint256 fee = (amount * distributorFee) / PERCENTAGE_SCALE;
            balances[token][distributorAddress == address(0) ? msg.sender : distributorAddress] += fee;
            amount -= fee;
        }
        for (uint256 i = 0; i < accounts.length; i++)
            balances[token][accounts[i]] += (amount * percentAllocations[i]) / PERCENTAGE_SCALE;
    }
}
