// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC2981} from "@openzeppelin/contracts/token/common/ERC2981.sol";

/// @title Art with royalties (ERC-2981): nothing makes a marketplace pay them.
contract ArtCollection is ERC721, ERC2981 {
    uint256 public nextId = 1;

    constructor(string memory name, address creator, uint96 basisPoints) ERC721(name, "ART") {
        _setDefaultRoyalty(creator, basisPoints);
    }

    function mint(address to) external returns (uint256 id) {
        id = nextId++;
        _mint(to, id);
    }

    function supportsInterface(bytes4 id) public view override(ERC721, ERC2981) returns (bool) {
        return super.supportsInterface(id);
    }
}
