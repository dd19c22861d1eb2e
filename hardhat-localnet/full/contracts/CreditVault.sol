// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A vault that is entered and left by request (ERC-7540): the manager prices the requests, holders claim.
/// @notice One request for each controller (requestId 0, so requests of a controller add up). A claim emits ERC-4626's
///         event with the controller in it. The manager's pricing emits the events of Centrifuge's vaults.
contract CreditVault is ERC20 {
    using SafeERC20 for IERC20;

    struct Requests {
        uint256 pendingAssets;
        uint256 claimableAssets;
        uint256 claimableShares;
        uint256 pendingShares;
        uint256 redeemableShares;
        uint256 redeemableAssets;
    }

    uint256 private constant REQUEST_ID = 0;
    IERC20 public immutable asset;
    address public immutable manager;
    /// @notice Assets of the holders: neither requests that wait for a price, nor what is put aside for redeemers.
    uint256 public totalAssets;
    mapping(address controller => Requests) private requests;
    mapping(address controller => mapping(address operator => bool)) public isOperator;

    event DepositRequest(
        address indexed controller, address indexed owner, uint256 indexed requestId, address sender, uint256 assets
    );
    event RedeemRequest(
        address indexed controller, address indexed owner, uint256 indexed requestId, address sender, uint256 shares
    );
    event DepositClaimable(address indexed controller, uint256 indexed requestId, uint256 assets, uint256 shares);
    event RedeemClaimable(address indexed controller, uint256 indexed requestId, uint256 assets, uint256 shares);
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    event Withdraw(
        address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares
    );
    event OperatorSet(address indexed controller, address indexed operator, bool approved);

    error Asynchronous();
    error NotAllowed();

    constructor(IERC20 asset_, address manager_) ERC20("Credit Vault USDC", "cvUSDC") {
        asset = asset_;
        manager = manager_;
    }

    modifier onlyFor(address controller) {
        if (msg.sender != controller && !isOperator[controller][msg.sender]) revert NotAllowed();
        _;
    }

    modifier onlyManager() {
        if (msg.sender != manager) revert NotAllowed();
        _;
    }

    function setOperator(address operator, bool approved) external returns (bool) {
        isOperator[msg.sender][operator] = approved;
        emit OperatorSet(msg.sender, operator, approved);
        return true;
    }

    function requestDeposit(uint256 assets, address controller, address owner) external onlyFor(owner) returns (uint256) {
        asset.safeTransferFrom(owner, address(this), assets);
        requests[controller].pendingAssets += assets;
        emit DepositRequest(controller, owner, REQUEST_ID, msg.sender, assets);
        return REQUEST_ID;
    }

    function requestRedeem(uint256 shares, address controller, address owner) external onlyFor(owner) returns (uint256) {
        _transfer(owner, address(this), shares);
        requests[controller].pendingShares += shares;
        emit RedeemRequest(controller, owner, REQUEST_ID, msg.sender, shares);
        return REQUEST_ID;
    }

    /// @notice Gives the holders a gain, or takes a loss out of the vault.
    function adjust(uint256 gain, uint256 loss) external onlyManager {
        if (gain > 0) asset.safeTransferFrom(msg.sender, address(this), gain);
        if (loss > 0) asset.safeTransfer(msg.sender, loss);
        totalAssets = totalAssets + gain - loss;
    }

    /// @notice Prices what the controller has asked for: from now on it can be claimed, and no price changes it.
    function fulfil(address controller) external onlyManager {
        Requests storage open = requests[controller];
        uint256 assets = open.pendingAssets;
        if (assets > 0) {
            uint256 shares = convertToShares(assets);
            (open.pendingAssets, totalAssets) = (0, totalAssets + assets);
            (open.claimableAssets, open.claimableShares) = (open.claimableAssets + assets, open.claimableShares + shares);
            _mint(address(this), shares);
            emit DepositClaimable(controller, REQUEST_ID, assets, shares);
        }
        uint256 redeemed = open.pendingShares;
        if (redeemed > 0) {
            assets = convertToAssets(redeemed);
            (open.pendingShares, totalAssets) = (0, totalAssets - assets);
            (open.redeemableShares, open.redeemableAssets) = (open.redeemableShares + redeemed, open.redeemableAssets + assets);
            _burn(address(this), redeemed);
            emit RedeemClaimable(controller, REQUEST_ID, assets, redeemed);
        }
    }

    /// @notice Claims the shares for `assets` that have been priced.
    function deposit(uint256 assets, address receiver, address controller) external onlyFor(controller) returns (uint256 shares) {
        Requests storage open = requests[controller];
        shares = (assets * open.claimableShares) / open.claimableAssets;
        (open.claimableAssets, open.claimableShares) = (open.claimableAssets - assets, open.claimableShares - shares);
        _transfer(address(this), receiver, shares);
        emit Deposit(controller, receiver, assets, shares);
    }

    /// @notice Claims the assets for `shares` that have been priced.
    function redeem(uint256 shares, address receiver, address controller) external onlyFor(controller) returns (uint256 assets) {
        Requests storage open = requests[controller];
        assets = (shares * open.redeemableAssets) / open.redeemableShares;
        (open.redeemableShares, open.redeemableAssets) = (open.redeemableShares - shares, open.redeemableAssets - assets);
        asset.safeTransfer(receiver, assets);
        emit Withdraw(msg.sender, receiver, controller, assets, shares);
    }

    function pendingDepositRequest(uint256, address controller) external view returns (uint256) {
        return requests[controller].pendingAssets;
    }

    function claimableDepositRequest(uint256, address controller) external view returns (uint256) {
        return requests[controller].claimableAssets;
    }

    function pendingRedeemRequest(uint256, address controller) external view returns (uint256) {
        return requests[controller].pendingShares;
    }

    function claimableRedeemRequest(uint256, address controller) external view returns (uint256) {
        return requests[controller].redeemableShares;
    }

    function share() external view returns (address) {
        return address(this);
    }

    function convertToShares(uint256 assets) public view returns (uint256) {
        return totalSupply() == 0 ? assets : (assets * totalSupply()) / totalAssets;
    }

    function convertToAssets(uint256 shares) public view returns (uint256) {
        return totalSupply() == 0 ? shares : (shares * totalAssets) / totalSupply();
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function previewDeposit(uint256) external pure returns (uint256) {
        revert Asynchronous();
    }

    function previewRedeem(uint256) external pure returns (uint256) {
        revert Asynchronous();
    }
}
