// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title An ERC-721: its Transfer has the topic of an ERC-20's, with a fourth topic and no amount.
contract Collectible is ERC721 {
    uint256 public nextId = 1;

    constructor() ERC721("Concert Ticket", "TICKET") {}

    function mint(address to) external returns (uint256 id) {
        id = nextId++;
        _mint(to, id);
    }
}
