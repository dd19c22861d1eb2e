// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Stablecoin} from "../../contracts/Stablecoin.sol";

/// @title A dollar that is also sent by a signature which anybody may carry to the chain (EIP-3009), as x402 pays.
contract AuthorizedDollar is Stablecoin, EIP712 {
    bytes32 private constant TRANSFER_WITH_AUTHORIZATION = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    mapping(address authorizer => mapping(bytes32 nonce => bool)) public authorizationState;

    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);

    error AuthorizationNotValid();

    constructor(address issuer) Stablecoin(issuer) EIP712("USD Coin (local)", "2") {}

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(TRANSFER_WITH_AUTHORIZATION, from, to, value, validAfter, validBefore, nonce))
        );
        if (
            block.timestamp <= validAfter || block.timestamp >= validBefore || authorizationState[from][nonce]
                || ECDSA.recover(digest, v, r, s) != from
        ) revert AuthorizationNotValid();
        authorizationState[from][nonce] = true;
        emit AuthorizationUsed(from, nonce);
        _transfer(from, to, value);
    }
}
