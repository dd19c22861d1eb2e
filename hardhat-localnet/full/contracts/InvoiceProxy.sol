// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A small stand-in for Request Network's ERC20FeeProxy: pays an invoice and tells its reference.
contract InvoiceProxy {
    using SafeERC20 for IERC20;

    event TransferWithReferenceAndFee(
        address tokenAddress,
        address to,
        uint256 amount,
        bytes indexed paymentReference,
        uint256 feeAmount,
        address feeAddress
    );

    function transferFromWithReferenceAndFee(
        address tokenAddress,
        address to,
        uint256 amount,
        bytes calldata paymentReference,
        uint256 feeAmount,
        address feeAddress
    ) external {
        IERC20(tokenAddress).safeTransferFrom(msg.sender, to, amount);
        if (feeAmount > 0) IERC20(tokenAddress).safeTransferFrom(msg.sender, feeAddress, feeAmount);
        emit TransferWithReferenceAndFee(tokenAddress, to, amount, paymentReference, feeAmount, feeAddress);
    }
}
