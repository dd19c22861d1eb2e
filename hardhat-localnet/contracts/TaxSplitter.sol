// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Income comes in, and leaves only divided between the tax escrow and the owner
/// @notice Payers pay ether or any ERC-20 to this contract. `release` may be called by anybody; it sends the escrow its
///         part, rounded up to a base unit, and the owner the rest. There is no other way out: no withdrawal, no
///         upgrade, no delegate call, no call that a caller can choose. Who gets the money never changes; the rate
///         changes only by the admin Safe, never above the cap, and never before the delay has passed in public.
/// @dev    Whole balances are divided, not payments: it does not matter how the money came in. The contract holds no
///         approvals and has no rights anywhere, so a hostile `token` given to `release` has nothing to take; while
///         one release runs, no other can.
contract TaxSplitter is ReentrancyGuard {
    using SafeERC20 for IERC20;

    /// @notice The basis points of the whole.
    uint16 public constant WHOLE = 10_000;

    /// @notice The longest delay that can be chosen, so that a slip of the pen cannot freeze the rate for good.
    uint64 public constant LONGEST_DELAY = 365 days;

    /// @notice The Safe that alone may propose and cancel a rate.
    address public immutable admin;

    /// @notice Where the tax part goes.
    address payable public immutable escrow;

    /// @notice Where the rest goes.
    address payable public immutable owner;

    /// @notice No rate is ever above this, in basis points.
    uint16 public immutable cap;

    /// @notice How long a proposed rate must have been public before it can be applied, in seconds.
    uint64 public immutable delay;

    /// @notice The escrow's part of every release, in basis points.
    uint16 public basisPoints;

    /// @notice The rate that was proposed and is not yet applied. Means something only while `applicableFrom` is not 0.
    uint16 public proposedBasisPoints;

    /// @notice From this time on (seconds since 1970) the proposed rate can be applied. 0: none is proposed.
    uint64 public applicableFrom;

    /// @notice `payer` paid `amount` wei in. An ERC-20 says so by its own Transfer.
    event Received(address indexed payer, uint256 amount);

    /// @notice A balance of `token` (address 0 is ether) was divided at `basisPoints`: so many base units were sent to
    ///         the escrow and to the owner. A token that keeps a fee lets less arrive than was sent.
    event Released(address indexed token, uint256 escrowAmount, uint256 ownerAmount, uint16 basisPoints);

    /// @notice The admin proposed a rate. It can be applied from `applicableFrom` (seconds since 1970) on.
    event RateProposed(uint16 basisPoints, uint64 applicableFrom);

    /// @notice The proposed rate is the rate from now on; `previous` was it until now.
    event RateApplied(uint16 basisPoints, uint16 previous);

    /// @notice The admin took a proposed rate back, or put another in its place.
    event RateCancelled(uint16 basisPoints);

    /// @notice An address given at creation cannot be right: `who` says which.
    error UnusableAddress(string who);

    /// @notice The delay given at creation is 0 or above LONGEST_DELAY.
    error UnusableDelay(uint64 delay);

    /// @notice Somebody other than the admin tried to propose or cancel.
    error NotTheAdmin(address caller);

    /// @notice A rate above the cap, or a cap above the whole.
    error AboveCap(uint16 basisPoints, uint16 cap);

    /// @notice There is nothing to apply or to cancel.
    error NoRateProposed();

    /// @notice The proposed rate can be applied from `applicableFrom` on, and not before.
    error TooEarly(uint64 applicableFrom);

    /// @notice The balance of `token` is 0.
    error NothingToRelease(address token);

    /// @notice Every argument but the rate is for ever.
    /// @param admin_ the Safe that alone may propose and cancel a rate; it must have code, a lone key is refused
    /// @param escrow_ where the tax part goes
    /// @param owner_ where the rest goes; not the escrow
    /// @param basisPoints_ the first rate, at once in force
    /// @param cap_ the highest rate there can ever be, in basis points
    /// @param delay_ seconds between a proposal and its application
    constructor(
        address admin_, address payable escrow_, address payable owner_, uint16 basisPoints_, uint16 cap_, uint64 delay_
    ) {
        if (admin_.code.length == 0) revert UnusableAddress("admin");
        if (escrow_ == address(0)) revert UnusableAddress("escrow");
        if (owner_ == address(0) || owner_ == escrow_) revert UnusableAddress("owner");
        if (cap_ > WHOLE) revert AboveCap(cap_, WHOLE);
        if (basisPoints_ > cap_) revert AboveCap(basisPoints_, cap_);
        if (delay_ == 0 || delay_ > LONGEST_DELAY) revert UnusableDelay(delay_);
        admin = admin_;
        escrow = escrow_;
        owner = owner_;
        basisPoints = basisPoints_;
        cap = cap_;
        delay = delay_;
        emit RateApplied(basisPoints_, 0);
    }

    modifier onlyAdmin() {
        if (msg.sender != admin) revert NotTheAdmin(msg.sender);
        _;
    }

    /// @notice Takes ether from anybody. It costs little enough gas for payers that forward only 2300.
    receive() external payable {
        emit Received(msg.sender, msg.value);
    }

    /// @notice Divides the whole balance of `token` between escrow and owner. Anybody may call it.
    /// @dev Both parts or neither: a receiver that refuses its part reverts the release, and all of it stays here.
    ///      The rate is read once; what a receiver or a token does meanwhile cannot change it for this release.
    /// @param token an ERC-20, or address 0 for ether
    function release(address token) external nonReentrant {
        uint16 rate = basisPoints;
        (uint256 escrowAmount, uint256 ownerAmount) = divide(balanceOf(token), rate);
        if (escrowAmount + ownerAmount == 0) revert NothingToRelease(token);

        send(token, escrow, escrowAmount);
        // A token that rounds (aTokens, stETH) can have taken a base unit more than it was told to.
        ownerAmount = Math.min(ownerAmount, balanceOf(token));
        send(token, owner, ownerAmount);
        emit Released(token, escrowAmount, ownerAmount, rate);
    }

    /// @notice What `release(token)` would send now, in base units.
    /// @param token an ERC-20, or address 0 for ether
    function releasable(address token) external view returns (uint256 escrowAmount, uint256 ownerAmount) {
        return divide(balanceOf(token), basisPoints);
    }

    /// @notice Announces a new rate; it can be applied after the delay. Replaces what was proposed before, and the delay
    ///         begins anew.
    /// @param newBasisPoints the new rate, at most the cap
    function proposeRate(uint16 newBasisPoints) external onlyAdmin {
        if (newBasisPoints > cap) revert AboveCap(newBasisPoints, cap);
        if (applicableFrom != 0) emit RateCancelled(proposedBasisPoints);
        proposedBasisPoints = newBasisPoints;
        applicableFrom = uint64(block.timestamp) + delay;
        emit RateProposed(newBasisPoints, applicableFrom);
    }

    /// @notice Puts the proposed rate in force, once its delay has passed. It divides all that is released afterwards,
    ///         also what came in before.
    /// @dev Anybody may call it: the decision was the admin's, the delay is over, and so the announced change comes
    ///      without a second round of signatures, and without a keeper that could hold it back. The caller chooses
    ///      nothing but the moment, and whoever wants the waiting balance divided at the old rate can release it first.
    function applyRate() external {
        if (applicableFrom == 0) revert NoRateProposed();
        if (block.timestamp < applicableFrom) revert TooEarly(applicableFrom);
        emit RateApplied(proposedBasisPoints, basisPoints);
        basisPoints = proposedBasisPoints;
        forgetProposal();
    }

    /// @notice Takes the proposed rate back. Possible until it is applied, also after its delay.
    function cancelRate() external onlyAdmin {
        if (applicableFrom == 0) revert NoRateProposed();
        emit RateCancelled(proposedBasisPoints);
        forgetProposal();
    }

    function forgetProposal() private {
        proposedBasisPoints = 0;
        applicableFrom = 0;
    }

    function send(address token, address payable to, uint256 amount) private {
        if (amount == 0) return; // Some tokens refuse to move nothing.
        if (token == address(0)) Address.sendValue(to, amount);
        else IERC20(token).safeTransfer(to, amount);
    }

    function balanceOf(address token) private view returns (uint256) {
        return token == address(0) ? address(this).balance : IERC20(token).balanceOf(address(this));
    }

    /// @dev The escrow's part is rounded up to a base unit. The product has 512 bits: no balance is too large.
    function divide(uint256 amount, uint16 rate) private pure returns (uint256 escrowAmount, uint256 ownerAmount) {
        escrowAmount = Math.mulDiv(amount, rate, WHOLE, Math.Rounding.Ceil);
        ownerAmount = amount - escrowAmount;
    }
}
