// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title Shares of a tokenized warehouse that carry its rent (ERC-2222, "Funds Distribution Standard")
/// @notice Whoever holds shares when rent is distributed owns that part of it for ever, also after selling the shares.
///         Rent is paid in one ERC-20, the funds token, and waits here until the holder withdraws it.
/// @dev    Funds per share are kept magnified by 2**128. What a holder has earned is
///             (magnifiedFundsPerShare * balance + correction) / 2**128, rounded down,
///         where the correction takes out what the shares had earned before they came to the holder, and adds what they
///         had earned when they left. Invariant: the sum over all holders of the numerators is at most the funds
///         distributed times 2**128, so that rounding never pays out more than came in. A holder may be one base unit
///         short of the even share until the next distribution; nothing of it is lost.
///         The bounds on supply and funds keep every product below 2**255:
///         (MAX_FUNDS * 2**128 / MIN_SUPPLY_TO_DISTRIBUTE) * MAX_SUPPLY < 2**(88 + 128 - 59 + 96).
contract WarehouseShares is ERC20, Ownable {
    using SafeERC20 for IERC20;

    uint256 private constant MAGNITUDE = 2 ** 128;

    /// @notice Upper bound of the shares in circulation (18 decimals).
    uint256 public constant MAX_SUPPLY = 2 ** 96;

    /// @notice Upper bound of all funds ever distributed, in base units of the funds token.
    uint256 public constant MAX_FUNDS = 2 ** 88;

    /// @notice Funds are distributed only while at least one whole share is in circulation.
    uint256 public constant MIN_SUPPLY_TO_DISTRIBUTE = 1e18;

    /// @notice The token in which the rent is paid. It must be an honest ERC-20 that moves exactly what it is told to.
    IERC20 public immutable fundsToken;

    /// @notice All funds ever distributed, in base units of the funds token.
    uint256 public totalFundsDistributed;

    uint256 private magnifiedFundsPerShare;

    /// @dev What the last division by the supply left over, still magnified; it goes into the next distribution.
    uint256 private magnifiedRemainder;

    mapping(address holder => int256) private magnifiedCorrections;
    mapping(address holder => uint256) private withdrawnFunds;

    /// @notice ERC-2222: `fundsDistributed` base units of the funds token were distributed by `by`.
    event FundsDistributed(address indexed by, uint256 fundsDistributed);

    /// @notice ERC-2222: `fundsWithdrawn` base units of the funds token were paid to the holder `by`.
    event FundsWithdrawn(address indexed by, uint256 fundsWithdrawn);

    /// @notice A distribution of nothing.
    error NothingToDistribute();

    /// @notice The caller has no funds to withdraw.
    error NothingToWithdraw();

    /// @notice Fewer shares than MIN_SUPPLY_TO_DISTRIBUTE are in circulation.
    error TooFewShares();

    /// @notice MAX_SUPPLY or MAX_FUNDS would be exceeded.
    error BeyondBound();

    /// @notice The funds token moved something else than the amount it was told to move.
    error FundsTokenNotExact();

    /// @param issuer who may issue shares
    /// @param funds the token in which the rent is paid
    constructor(address issuer, IERC20 funds) ERC20("Warehouse Tallinn Shares", "WHS") Ownable(issuer) {
        fundsToken = funds;
    }

    /// @notice Issues shares. They earn from the next distribution on.
    function mint(address to, uint256 shares) external onlyOwner {
        _mint(to, shares);
    }

    /// @notice Gives the caller's own shares up. What they have earned stays withdrawable.
    function burn(uint256 shares) external {
        _burn(msg.sender, shares);
    }

    /// @notice Takes `amount` base units of the funds token from the caller and distributes them among all shares.
    /// @dev Anyone may distribute; the caller must have approved this contract. Plain transfers to this contract are
    ///      not distributed.
    function distributeFunds(uint256 amount) external {
        if (amount == 0) revert NothingToDistribute();
        uint256 supply = totalSupply();
        if (supply < MIN_SUPPLY_TO_DISTRIBUTE) revert TooFewShares();
        if (amount > MAX_FUNDS - totalFundsDistributed) revert BeyondBound();

        uint256 before = fundsToken.balanceOf(address(this));
        fundsToken.safeTransferFrom(msg.sender, address(this), amount);
        if (fundsToken.balanceOf(address(this)) != before + amount) revert FundsTokenNotExact();

        uint256 magnified = amount * MAGNITUDE + magnifiedRemainder;
        magnifiedFundsPerShare += magnified / supply;
        magnifiedRemainder = magnified % supply;
        totalFundsDistributed += amount;
        emit FundsDistributed(msg.sender, amount);
    }

    /// @notice Pays the caller everything it has earned and not yet withdrawn.
    /// @dev Booked before it is paid: a funds token that calls back finds nothing left to withdraw.
    function withdrawFunds() external {
        uint256 amount = withdrawableFundsOf(msg.sender);
        if (amount == 0) revert NothingToWithdraw();
        withdrawnFunds[msg.sender] += amount;
        emit FundsWithdrawn(msg.sender, amount);
        fundsToken.safeTransfer(msg.sender, amount);
    }

    /// @notice What `holder` could withdraw now, in base units of the funds token.
    function withdrawableFundsOf(address holder) public view returns (uint256) {
        return accumulativeFundsOf(holder) - withdrawnFunds[holder];
    }

    /// @notice What `holder` has withdrawn so far, in base units of the funds token.
    function withdrawnFundsOf(address holder) external view returns (uint256) {
        return withdrawnFunds[holder];
    }

    /// @notice What `holder` has earned so far, withdrawn or not, in base units of the funds token.
    function accumulativeFundsOf(address holder) public view returns (uint256) {
        int256 magnified = int256(magnifiedFundsPerShare * balanceOf(holder)) + magnifiedCorrections[holder];
        return uint256(magnified) / MAGNITUDE;
    }

    /// @dev Every way in which shares move passes here: the past earnings stay with the giver.
    function _update(address from, address to, uint256 shares) internal override {
        super._update(from, to, shares);
        if (totalSupply() > MAX_SUPPLY) revert BeyondBound();
        int256 earned = int256(magnifiedFundsPerShare * shares);
        if (from != address(0)) magnifiedCorrections[from] += earned;
        if (to != address(0)) magnifiedCorrections[to] -= earned;
    }
}
